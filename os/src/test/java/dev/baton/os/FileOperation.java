package dev.baton.os;

/**
 * What a sequence of file operations is made of: one of them, on names of a tree that is small
 * enough for them to meet.
 *
 * @param kind which
 * @param path on what, relative to the tree
 * @param other the second name, or what a link says
 * @param number a length, a place, a permission
 */
record FileOperation(Kind kind, String path, String other, int number) {
    /** Those that there are. */
    enum Kind {
        MKDIR,
        MKDIR_ALL,
        WRITE,
        WRITE_AT,
        RESIZE,
        APPEND,
        READ,
        REMOVE,
        REMOVE_ALL,
        RENAME,
        LINK,
        SYMLINK,
        READLINK,
        CHMOD,
        CHTIMES,
        STAT,
        LSTAT,
        READ_DIR,
        COPY
    }

    /** What is written, so that what is read tells where it came from. */
    byte[] bytes() {
        byte[] b = new byte[number % 50];
        java.util.Arrays.fill(b, (byte) (number % 127));
        return b;
    }

    /** Rights that don't lock us out of our own tree. */
    int permissions() {
        return 0700 | number % 0100;
    }

    /** Carried out, on one tree. */
    @FunctionalInterface
    interface Tree {
        /**
         * Does it.
         *
         * @return what it found, to be compared by its text; null when it finds nothing
         */
        Object apply(FileOperation operation) throws java.io.IOException;
    }
}
