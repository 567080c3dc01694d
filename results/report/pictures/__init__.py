"""The report's pictures: matplotlib figures made into SVG that stands in the page."""
