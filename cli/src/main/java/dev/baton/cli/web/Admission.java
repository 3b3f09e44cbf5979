package dev.baton.cli.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

/**
 * Who gets an answer: who knows the token, which was told on standard error, and speaks to this
 * machine by its own name. A page of somebody else's that has its host name lead here (DNS
 * rebinding) speaks to that name, and another user of this machine does not know the token.
 *
 * @param port that is listened at
 * @param token that every path begins with
 */
record Admission(int port, String token) {
    private static final int TOKEN_BYTES = 16;
    private static final int HTTP_PORT = 80;

    /** What was decided. */
    enum Decision {
        ADMITTED(200, ""),
        OTHER_HOST(403, "this is not the host that the address names"),
        NO_TOKEN(403, "the address has a token in it, which \"baton: \" told on standard error"),
        NOT_READING(405, "there is nothing to do here but to read"),
        NOT_FOUND(404, "there is no such page");

        private final int status;
        private final String why;

        Decision(int status, String why) {
            this.status = status;
            this.why = why;
        }

        int status() {
            return status;
        }

        String why() {
            return why;
        }
    }

    /** What there is below the token. */
    static final String PAGE = "";

    static final String EVENTS = "events";
    static final String STACK = "stack";

    private static final Set<String> PATHS = Set.of(PAGE, EVENTS, STACK);

    /** One that nobody guesses. */
    static String newToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** What stands before the name of each path. */
    String prefix() {
        return "/" + token + "/";
    }

    /**
     * Decides. In this order, so that who has no token learns of no path.
     *
     * @param host as the request has it; null for none
     * @param path as the request has it, without what follows a question mark
     */
    Decision decide(String method, String host, String path) {
        if (!isThisHost(host)) {
            return Decision.OTHER_HOST;
        }
        if (!beginsWithToken(path)) {
            return Decision.NO_TOKEN;
        }
        if (!method.equals("GET")) {
            return Decision.NOT_READING;
        }
        return PATHS.contains(path.substring(prefix().length()))
                ? Decision.ADMITTED
                : Decision.NOT_FOUND;
    }

    private boolean isThisHost(String host) {
        if (host == null) {
            return false;
        }
        String name = host.toLowerCase(Locale.ROOT);
        // A browser leaves the usual port out.
        return name.equals("127.0.0.1:" + port)
                || name.equals("localhost:" + port)
                || (port == HTTP_PORT && (name.equals("127.0.0.1") || name.equals("localhost")));
    }

    /** In a time that does not tell how much of it was right. */
    private boolean beginsWithToken(String path) {
        int length = prefix().length();
        String begins = path.substring(0, Math.min(length, path.length()));
        return MessageDigest.isEqual(begins.getBytes(UTF_8), prefix().getBytes(UTF_8));
    }
}
