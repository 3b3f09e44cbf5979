package dev.baton.cli.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.web.Admission.Decision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who gets an answer of the page's server. */
class AdmissionTest {
    private static final int PORT = 4711;
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final String HOST = "127.0.0.1:4711";
    private static final String HOME = "/" + TOKEN + "/";

    /** Decides as {@link Admission} does, or should. */
    @FunctionalInterface
    private interface Door {
        Decision decide(String method, String host, String path);
    }

    private record Attempt(String method, String host, String path, Decision expected) {}

    private static final List<Attempt> ATTEMPTS =
            List.of(
                    new Attempt("GET", HOST, HOME, Decision.ADMITTED),
                    new Attempt("GET", "localhost:4711", HOME + "events", Decision.ADMITTED),
                    new Attempt("GET", "LOCALHOST:4711", HOME + "stack", Decision.ADMITTED),
                    new Attempt("GET", null, HOME, Decision.OTHER_HOST),
                    new Attempt("GET", "", HOME, Decision.OTHER_HOST),
                    new Attempt("GET", "evil.example:4711", HOME, Decision.OTHER_HOST),
                    new Attempt("GET", "127.0.0.1.evil.example:4711", HOME, Decision.OTHER_HOST),
                    new Attempt("GET", "127.0.0.1:4711.evil.example", HOME, Decision.OTHER_HOST),
                    new Attempt("GET", "127.0.0.1", HOME, Decision.OTHER_HOST),
                    new Attempt("GET", "127.0.0.1:4712", HOME, Decision.OTHER_HOST),
                    new Attempt("GET", HOST, "/", Decision.NO_TOKEN),
                    new Attempt("GET", HOST, "", Decision.NO_TOKEN),
                    new Attempt("GET", HOST, "/" + TOKEN, Decision.NO_TOKEN),
                    new Attempt("GET", HOST, "/events", Decision.NO_TOKEN),
                    new Attempt("GET", HOST, "/0123456789abcdef/", Decision.NO_TOKEN),
                    new Attempt("GET", HOST, "//" + TOKEN + "/", Decision.NO_TOKEN),
                    new Attempt("GET", HOST, HOME.toUpperCase(Locale.ROOT), Decision.NO_TOKEN),
                    new Attempt("GET", HOST, HOME + "../events", Decision.NOT_FOUND),
                    new Attempt("GET", HOST, HOME + "page.js", Decision.NOT_FOUND),
                    new Attempt("GET", HOST, HOME + "events/", Decision.NOT_FOUND),
                    new Attempt("POST", HOST, HOME + "stack", Decision.NOT_READING),
                    new Attempt("OPTIONS", HOST, HOME, Decision.NOT_READING),
                    // Who has no token learns nothing else.
                    new Attempt("POST", HOST, "/", Decision.NO_TOKEN),
                    new Attempt("GET", "evil.example:4711", "/", Decision.OTHER_HOST));

    private static List<Attempt> wrong(Door door) {
        List<Attempt> wrong = new ArrayList<>();
        for (Attempt each : ATTEMPTS) {
            if (door.decide(each.method(), each.host(), each.path()) != each.expected()) {
                wrong.add(each);
            }
        }
        return wrong;
    }

    @Test
    void whoKnowsTheTokenAndSpeaksToThisMachineGetsInAndNobodyElse() {
        assertThat(wrong(new Admission(PORT, TOKEN)::decide)).isEmpty();
    }

    @Test
    void onTheUsualPortABrowserNamesNone() {
        Admission admission = new Admission(80, TOKEN);

        assertThat(admission.decide("GET", "localhost", HOME)).isEqualTo(Decision.ADMITTED);
        assertThat(admission.decide("GET", "evil.example", HOME)).isEqualTo(Decision.OTHER_HOST);
    }

    @Test
    void noTokenComesTwiceAndEachHas128Bits() {
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            tokens.add(Admission.newToken());
        }
        assertThat(tokens).hasSize(100).allMatch(token -> token.matches("[0-9a-f]{32}"));
    }

    /** Twins: each leaves one check out, and is found. */
    @Test
    void aDoorThatForgetsACheckIsFound() {
        Admission admission = new Admission(PORT, TOKEN);
        Door anyHost = (method, host, path) -> admission.decide(method, HOST, path);
        Door anyToken =
                (method, host, path) ->
                        admission.decide(method, host, path.replaceFirst("^/+[^/]*/?", HOME));
        Door anyMethod = (method, host, path) -> admission.decide("GET", host, path);
        Door hostThatBeginsSo =
                (method, host, path) ->
                        admission.decide(
                                method,
                                host != null && host.startsWith("127.0.0.1") ? HOST : host,
                                path);

        assertThat(wrong(anyHost)).isNotEmpty();
        assertThat(wrong(anyToken)).isNotEmpty();
        assertThat(wrong(anyMethod)).isNotEmpty();
        assertThat(wrong(hostThatBeginsSo)).isNotEmpty();
    }
}
