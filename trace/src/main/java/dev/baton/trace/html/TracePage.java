package dev.baton.trace.html;

import dev.baton.trace.Trace;
import dev.baton.trace.report.CallSite;
import dev.baton.trace.report.TraceReport;
import dev.baton.trace.report.Wait;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a trace as one page that needs nothing else, and fetches nothing: its policy forbids that.
 * What the trace says gets into it as JSON and as numbers, and is shown as text.
 */
public final class TracePage {
    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");
    private static final int MOST_SLICES = 1_500_000;
    private static final int MOST_SITES = 50;
    private static final int MOST_NAMES = 50_000;
    private static final double NS_PER_S = 1e9;

    private TracePage() {}

    /**
     * Writes it.
     *
     * @param trace is read more than once
     * @param report of that trace
     * @param out is written to, and not closed
     * @throws IOException where writing fails
     */
    public static void write(Trace trace, TraceReport report, Writer out) throws IOException {
        Tracks tracks = Tracks.of(trace);
        List<Tracks.Track> all = tracks.tracks(MOST_SLICES);
        Numbers numbers = new Numbers();
        for (Tracks.Track track : all) {
            track.gs().writeTo(numbers);
            track.calls().writeTo(numbers);
        }
        String style = resource("page.css");
        String script = resource("slices.js") + resource("timeline.js") + resource("page.js");
        Map<String, String> parts = new HashMap<>();
        parts.put("title", escape("Trace of " + report.header().command()));
        parts.put("about", escape(about(report)));
        parts.put("style", style);
        parts.put("style-hash", hash(style));
        parts.put("script", script);
        parts.put("script-hash", hash(script));
        parts.put("trace", Json.write(content(tracks, all, report)));
        parts.put("slices", numbers.toBase64());
        fill(resource("page.html"), parts, out);
    }

    private static void fill(String template, Map<String, String> parts, Writer out)
            throws IOException {
        Matcher place = PLACE.matcher(template);
        int done = 0;
        while (place.find()) {
            out.append(template, done, place.start()).append(parts.get(place.group(1)));
            done = place.end();
        }
        out.append(template, done, template.length());
    }

    private static String about(TraceReport report) {
        Trace.Header header = report.header();
        String lost = report.lost() == 0 ? "" : ", %,d lost".formatted(report.lost());
        return "process %d, JDK %s, %d Ps, from %s, %.3f s, %,d events%s"
                .formatted(
                        header.pid(),
                        header.jdk(),
                        header.maxProcs(),
                        header.wallClock(),
                        report.endNs() / NS_PER_S,
                        report.events(),
                        lost);
    }

    private static Map<String, Object> content(
            Tracks tracks, List<Tracks.Track> all, TraceReport report) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("durationNs", tracks.endNs());
        content.put("threads", report.threads());
        content.put("runnable", report.runnable());
        List<Object> shown = new ArrayList<>();
        for (Tracks.Track track : all) {
            shown.add(map("name", track.name(), "title", track.title()));
        }
        content.put("tracks", shown);
        content.put("sites", tracks.sites());
        content.put("stacks", tracks.stacks());
        Map<Object, Object> names = new LinkedHashMap<>();
        report.names().entrySet().stream()
                .limit(MOST_NAMES)
                .forEach(named -> names.put(named.getKey(), named.getValue()));
        content.put("names", names);
        content.put(
                "topSites",
                report.sites().stream().limit(MOST_SITES).map(TracePage::site).toList());
        content.put("waits", report.longestWaits().stream().map(TracePage::wait).toList());
        return content;
    }

    private static Map<String, Object> site(CallSite site) {
        return map(
                "name", site.site(),
                "calls", site.calls(),
                "totalNs", site.totalNs(),
                "longestNs", site.longestNs(),
                "threads", site.mostThreads());
    }

    private static Map<String, Object> wait(Wait wait) {
        List<String> holders =
                wait.holders().stream()
                        .map(h -> h.what() + (h.gs() > 1 ? " (" + h.gs() + " Gs)" : ""))
                        .toList();
        return map("g", wait.g(), "fromNs", wait.fromNs(), "toNs", wait.toNs(), "holders", holders);
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** As a policy names a script or a style that may be. */
    private static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = TracePage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is missing in Baton's jar: build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
