package dev.baton.syscall;

/**
 * What programs ask of an error, whichever errno it came as. These are Go's {@code ErrInvalid},
 * {@code ErrPermission} and so on, that {@code errors.Is} is asked with.
 */
public enum ErrorKind {
    /** An argument that can't be right was refused before the kernel saw it. */
    INVALID,

    /** The caller may not do this. */
    PERMISSION,

    /** There is one already. */
    EXIST,

    /** There is none. */
    NOT_EXIST,

    /** The file was closed before. */
    CLOSED,

    /** This kernel, file system or device can't do it. */
    UNSUPPORTED,

    /** It was not done before the time that was set for it. */
    DEADLINE_EXCEEDED,

    /** No time can be set for it: it does not wait for anything that could be waited for so. */
    NO_DEADLINE
}
