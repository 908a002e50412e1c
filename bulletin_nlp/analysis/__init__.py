"""From stored facts to what a researcher came for: panels, series, conflicts, coverage."""

from bulletin_nlp.analysis.observations import Observation
from bulletin_nlp.analysis.panel import Panel, PanelQuestion, build_panel
from bulletin_nlp.analysis.panel_rows import PanelRow, Rejection

__all__ = ["Observation", "Panel", "PanelQuestion", "PanelRow", "Rejection", "build_panel"]
