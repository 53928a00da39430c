"""What each page shows, as finished values."""
