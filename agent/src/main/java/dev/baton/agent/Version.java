package dev.baton.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;

/** Which Baton this is. */
final class Version {
    private Version() {}

    /** The version that the build wrote into the jar. */
    static String ofBaton() {
        try (InputStream in = Version.class.getClassLoader().getResourceAsStream("version")) {
            return in == null ? "of no version" : new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            return "of unknown version";
        }
    }
}
