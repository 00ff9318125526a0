"""What libraries know of numbers: whether digits are an identity card's, a bank card's, a telephone's."""

from __future__ import annotations

from functools import lru_cache


def identity(number: str) -> bool:
    """Whether 18 characters are a number of the People's Republic's identity card: a date of birth in it and the check digit right."""
    from stdnum.cn import ric
    from stdnum.exceptions import ValidationError

    if len(number) != 18:
        return False
    try:
        ric.get_birth_date(number)
        return bool(ric.calc_check_digit(number) == number[-1].upper())
    except ValidationError:
        return False


def card(number: str) -> bool:
    """Whether 13 to 19 digits have the check digit of a bank card (Luhn)."""
    from stdnum import luhn

    return 13 <= len(number) <= 19 and bool(luhn.is_valid(number))


@lru_cache(maxsize=4096)
def telephone(number: str, english: bool) -> str:
    """``own`` for digits that are somebody's telephone number, ``public`` for a free or shared-cost one, "" for none.

    Digits are read as dialled in China; in English talk also as in the United States and the United Kingdom.
    """
    import phonenumbers as lib

    public = {lib.PhoneNumberType.TOLL_FREE, lib.PhoneNumberType.SHARED_COST, lib.PhoneNumberType.UAN, lib.PhoneNumberType.PREMIUM_RATE}
    for region in ("CN", "US", "GB") if english else ("CN",):
        try:
            found = lib.parse(number, region)
        except lib.NumberParseException:
            continue
        if lib.is_valid_number(found):
            return "public" if lib.number_type(found) in public else "own"
    return ""
