"""What the pages of students and of staff share: words, figures, charts, a month's piece taken apart."""
