package dev.baton.agent;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;

/**
 * The process's standard error. Not {@code System.err}, which a program may have replaced to see
 * what it writes itself.
 */
final class StandardError {
    @SuppressWarnings("resource") // it is the process's, not ours to close
    private static final FileOutputStream STREAM = new FileOutputStream(FileDescriptor.err);

    /** What each line begins with, so that it can be grepped away. */
    private static final String OURS = "baton: ";

    private static final Charset CHARSET =
            Charset.forName(
                    System.getProperty("stderr.encoding", "UTF-8"), Charset.defaultCharset());

    private StandardError() {}

    /** Writes a line, or several, at once: each so that it is known to be Baton's. */
    static void println(String text) {
        StringBuilder lines = new StringBuilder(text.length() + 64);
        for (String line : text.split("\n", -1)) { // no lambda: see BatonModule
            lines.append(line.startsWith(OURS) ? "" : OURS).append(line).append('\n');
        }
        try {
            STREAM.write(lines.toString().getBytes(CHARSET));
        } catch (IOException e) {
            // Nobody reads it, and there is nowhere else to say so.
        }
    }
}
