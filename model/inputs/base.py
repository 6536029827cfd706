"""What all input models share: strictness, frozen mappings, and the words that more than one file uses."""

from __future__ import annotations

from typing import Annotated, Any, Final, NoReturn, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError, core_schema

GOALS: Final = ("kosten", "kwaliteit", "kwetsbaarheid", "kwantiteit", "klant", "kennis")
"""The six K's; the engine answers in the same order."""

SIGNPOSTS: Final = (
    "cloud_share",
    "trust",
    "vulnerability",
    "debt",
    "budget_gap_pct",
    "charge_growth_pct",
    "divergence",
)
"""What an action may wait for; each is judged inside a draw."""

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
Code = Annotated[str, Field(pattern=r"^[A-Z]{2}[0-9]{4}$|^[A-Za-z][A-Za-z0-9_-]{0,29}$")]
ShortText = Annotated[str, Field(min_length=1, max_length=200)]
Year = Annotated[int, Field(ge=1990, le=2100)]


class FrozenDict(dict[Any, Any]):
    """Mapping that cannot be changed after it was made; pickles and compares as a dict."""

    def _refuse(self, *_args: object, **_kwargs: object) -> NoReturn:
        msg = "inputs are frozen: build a new case, scenario or option instead"
        raise TypeError(msg)

    __setitem__ = __delitem__ = clear = pop = popitem = setdefault = update = __ior__ = _refuse

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> core_schema.CoreSchema:
        """As a dict, where pydantic writes a default value."""
        return core_schema.dict_schema()

    def __reduce__(self) -> tuple[type[Self], tuple[dict[Any, Any]]]:
        """Travel between processes (a plain dict would be filled item by item)."""
        return type(self), (dict(self),)


class Strict(BaseModel):
    """Frozen model that accepts no unknown key, no text for a number and no NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, validate_default=False)

    @model_validator(mode="after")
    def _freeze_mappings(self) -> Self:
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, dict) and not isinstance(value, FrozenDict):
                object.__setattr__(self, name, FrozenDict(value))
        return self


def _both_languages(value: object) -> object:
    return {"nl": value} if isinstance(value, str) else value


class Text(Strict):
    """A text in Dutch and, if somebody wrote it, in English."""

    nl: str = Field(default="", max_length=4000)
    en: str = Field(default="", max_length=4000)


Texts = Annotated[Text, BeforeValidator(_both_languages, json_schema_input_type=str | Text)]
"""Written as ``{nl: ..., en: ...}`` or as a plain (Dutch) text; read with `model.language.picked`."""


def refuse(message: str, *, allowed: str = "", hint: str = "", **values: object) -> PydanticCustomError:
    """Build an error for a validator whose text `checking` translates for the reader.

    Message, allowed and hint are English source texts (marked with ``N_``) with ``{name}`` fields; `values` fills
    these.
    """
    return PydanticCustomError(
        "herijk", "{message}", {"message": message, "allowed": allowed, "hint": hint, "values": values}
    )


def frozen(value: object) -> object:
    """Lists as tuples, all the way down, so that strict models accept what a program built from lists."""
    if isinstance(value, (list, tuple)):
        return tuple(frozen(item) for item in value)
    if isinstance(value, dict):
        return {key: frozen(item) for key, item in value.items()}
    return value


NO_TEXTS: Final = Text()
