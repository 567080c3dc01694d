"""How sure a number is: intervals of shares and means over weeks of evidence."""
