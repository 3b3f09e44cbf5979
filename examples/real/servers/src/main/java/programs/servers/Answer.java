package programs.servers;

import java.nio.charset.StandardCharsets;

/** What all servers answer. */
final class Answer {
    /** The body. */
    static final String TEXT = "Hello, World!";

    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ";

    private Answer() {}

    /** The body alone, for servers that write the head themselves. */
    static byte[] body() {
        return TEXT.getBytes(StandardCharsets.US_ASCII);
    }

    /** A whole answer with a body of one's own. */
    static byte[] with(String body) {
        return (HEAD + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII);
    }
}
