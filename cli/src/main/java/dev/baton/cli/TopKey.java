package dev.baton.cli;

/** What a key asks of {@code baton top}; as in htop where that has the same. */
enum TopKey {
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    FIRST,
    LAST,
    /** The next of the tables: Ps, Ms, Gs. */
    NEXT_TABLE,
    PREVIOUS_TABLE,
    SORT_LEFT,
    SORT_RIGHT,
    INVERT,
    FILTER,
    FREEZE,
    HELP,
    ENTER,
    /** Takes the last letter back, while one types. */
    ERASE,
    /** Back from what is shown; the filter is gone. */
    ESCAPE,
    QUIT,
    /** Any other letter. */
    LETTER
}
