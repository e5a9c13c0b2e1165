"""Characters of domain labels that look like one letter or digit of ASCII.

Source: https://www.unicode.org/Public/security/17.0.0/confusables.txt (UTS 39). Listed is every character that IDNA
allows in a label and whose skeleton equals the skeleton of one character of a-z or 0-9. The Latin letters ı and þ are
left out: Turkish and Icelandic names are written with them.
"""

_CODE_POINTS = """
    018d 0192 01bd 01bf 01c0 0223 0251 0261 0263 0269 026a 026f 028b 028f 1d04 1d0f 1d11 1d1c 1d20 1d21 1d22
    1d83 1d8c 1e9d 1eff a731 a799 a79f ab32 ab35 ab3d ab47 ab48 ab4e ab52 ab5a 03b1 03b3 03b9 03bd 03bf 03c1
    03c3 03c5 03f3 03f8 1d26 03ed 2c85 2c93 2c9f 2ca3 2ca5 2ca9 2cbd 2ccb 2ccf 2cd3 0430 0431 0433 0435 043e
    0440 0441 0443 0445 0448 0455 0456 0458 0461 0475 04af 04bb 04bd 04cf 0501 051b 051d a647 0561 0563 0566
    0570 0578 057c 057d 0581 0582 0584 0585 05d5 05d8 05df 05e1 0627 0647 06be 06c1 06d5 07c0 07ca 0966 0969
    09e6 09ea 09ed 0a66 0a67 0a6a 0ae6 0ae9 0b03 0b20 0b66 0b68 0be6 0c02 0c66 0c82 0ce6 0d02 0d1f 0d20 0d66
    0d6d 0d82 0e50 0ed0 1004 101d 1040 105a 10e7 10ff 12d0 13a5 13c2 13ce 13cf 13e7 13ee 146f 1472 14bf 1541
    157d 15af 16c1 17e0 2d4f 2d54 3007 a4d2 a4f2 a4f3 1028a 10292 102ab 10309 1031a 1042c 1043d 10448 104ea
    104f6 10516 114d0 11700 11706 1170a 1170e 1170f 118c0 118c1 118c3 118c4 118c6 118c8 118ca 118cc 118d5 118d6
    118d7 118d8 118dc 118e0 118e3 11dda 11de0 11de1 16f28 16f3b
"""

LOOK_ALIKES = frozenset(chr(int(point, 16)) for point in _CODE_POINTS.split())
