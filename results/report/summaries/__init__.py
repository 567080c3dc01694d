"""What the report reads off the records beside the measures: plain numbers, no words."""
