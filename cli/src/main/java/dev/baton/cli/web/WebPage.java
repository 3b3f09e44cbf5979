package dev.baton.cli.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The page, always the same: what there is to see comes to it as events.
 *
 * @param html all of it, style and script as well
 * @param policy what it may do: run the script and have the style that are in it, and ask where it
 *     came from
 */
record WebPage(String html, String policy) {
    static WebPage load() throws IOException {
        String style = resource("page.css");
        String script = resource("charts.js") + resource("page.js");
        String html =
                resource("page.html").replace("{{style}}", style).replace("{{script}}", script);
        String policy =
                "default-src 'none'; style-src '%s'; script-src '%s'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
                        .formatted(hash(style), hash(script));
        return new WebPage(html, policy);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = WebPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is missing in Baton's jar: build it again");
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
