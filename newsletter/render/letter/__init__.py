"""An edition becomes a letter: laid out, parted, styled, filled."""
