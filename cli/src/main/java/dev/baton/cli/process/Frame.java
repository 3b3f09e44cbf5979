package dev.baton.cli.process;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A part of an answer. */
public final class Frame {
    private final String kind;
    private final byte[] bytes;

    Frame(String kind, byte[] bytes) {
        this.kind = kind;
        this.bytes = bytes;
    }

    /**
     * What it is.
     *
     * @return {@code text}, {@code json}, {@code data} or {@code progress}
     */
    public String kind() {
        return kind;
    }

    /**
     * What it carries.
     *
     * @return the bytes themselves, no copy
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * What it carries, where that is text.
     *
     * @return the text
     */
    public String text() {
        return new String(bytes, UTF_8);
    }
}
