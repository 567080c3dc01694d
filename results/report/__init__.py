"""The report: one HTML file that says, in plain words and pictures, what a run has shown."""
