"""From stored facts to what a researcher came for: panels, series, conflicts, coverage."""
