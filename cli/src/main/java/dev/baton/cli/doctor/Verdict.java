package dev.baton.cli.doctor;

/** How one thing that Baton needs or uses is. */
public enum Verdict {
    /** There, and good. */
    OK("ok"),

    /** Missing or narrow: Baton runs with something slower, or with less. */
    LESS("less"),

    /** Missing, and Baton can't run without it. */
    FATAL("fatal");

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    /** The word for it, for people and in JSON. */
    @Override
    public String toString() {
        return word;
    }
}
