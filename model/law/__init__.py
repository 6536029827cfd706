"""What the law allows an arrangement to be and to do (Wet gemeenschappelijke regelingen, Wgr)."""

from model.law.forms import ActionKind, Destination, ExitRule, KeyBase, LegalForm, Lever
from model.law.rulings import Ruling, allowed

__all__ = ["ActionKind", "Destination", "ExitRule", "KeyBase", "LegalForm", "Lever", "Ruling", "allowed"]
