package dev.baton.os;

/**
 * A name that leads out of a {@link Root}: by {@code ..}, as an absolute path, or by a symbolic
 * link. Nothing was done. Go's {@code errPathEscapes}.
 */
public final class ErrPathEscapes extends PathError {
    private static final long serialVersionUID = 1L;

    ErrPathEscapes(String op, String path) {
        super(op, path, "path escapes from its root", 0);
    }
}
