"""What is read off the records: each measure declared once, and the numbers that follow."""
