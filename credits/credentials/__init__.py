"""What a student can show: the transcript, made from what stands in the ledger."""
