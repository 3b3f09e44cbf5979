package dev.baton.cli.server;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What came of a load, in the line that wrk's script and our own client print.
 *
 * @param requests how many were answered
 * @param us how long it took, in microseconds
 * @param p50Us half of the requests had their answer within
 * @param p99Us 99 of 100
 * @param p999Us 999 of 1,000
 * @param errors connections and requests that failed
 */
record LoadFigures(long requests, long us, long p50Us, long p99Us, long p999Us, long errors) {
    private static final Pattern LINE =
            Pattern.compile(
                    "^baton requests=(\\d+) us=(\\d+) p50=(\\d+) p99=(\\d+) p99\\.9=(\\d+)"
                            + " errors=(\\d+)$",
                    Pattern.MULTILINE);

    /**
     * Finds the line.
     *
     * @param output all that was printed
     * @throws IOException when it isn't there, with what is
     */
    static LoadFigures parse(String output) throws IOException {
        Matcher line = LINE.matcher(output);
        if (!line.find()) {
            throw new IOException("the load printed no figures but: " + output.strip());
        }
        return new LoadFigures(
                Long.parseLong(line.group(1)),
                Long.parseLong(line.group(2)),
                Long.parseLong(line.group(3)),
                Long.parseLong(line.group(4)),
                Long.parseLong(line.group(5)),
                Long.parseLong(line.group(6)));
    }

    String toLine() {
        return String.format(
                Locale.ROOT,
                "baton requests=%d us=%d p50=%d p99=%d p99.9=%d errors=%d",
                requests,
                us,
                p50Us,
                p99Us,
                p999Us,
                errors);
    }

    double seconds() {
        return us / 1e6;
    }

    double requestsPerS() {
        return requests / seconds();
    }
}
