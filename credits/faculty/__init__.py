"""The pages of staff: home, review queue, claim review, registrar desk. Thin: what may be done, `claims` and `ledger` say."""
