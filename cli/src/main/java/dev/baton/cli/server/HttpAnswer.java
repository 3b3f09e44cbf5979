package dev.baton.cli.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** As much of HTTP as it takes to ask again and again: a request, and where its answer ends. */
final class HttpAnswer {
    /** Longer is no answer of ours. */
    static final int MAX_BYTES = 4 << 10;

    private static final String OK = "HTTP/1.1 200 ";
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final String LENGTH = "\r\ncontent-length:";

    private HttpAnswer() {}

    static byte[] request() {
        return "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Whether an answer is complete.
     *
     * @param bytes what has come of it so far
     * @param length how much that is
     * @throws IOException when it is not what was asked for, or does not say how long it is
     */
    static boolean isWhole(byte[] bytes, int length) throws IOException {
        String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        int head = text.indexOf(END_OF_HEAD);
        if (head < 0) {
            if (length == MAX_BYTES) {
                throw new IOException("an answer with a head of over " + MAX_BYTES + " bytes");
            }
            return false;
        }
        int at = text.toLowerCase(Locale.ROOT).indexOf(LENGTH);
        if (!text.startsWith(OK) || at < 0 || at > head) {
            throw new IOException(
                    "not an answer with status 200 and Content-Length: " + text.substring(0, head));
        }
        at += LENGTH.length();
        int body = Integer.parseInt(text.substring(at, text.indexOf("\r\n", at)).strip());
        return length >= head + END_OF_HEAD.length() + body;
    }
}
