package dev.baton.trace.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.trace.Event;
import dev.baton.trace.EventType;
import dev.baton.trace.SyntheticTrace;
import dev.baton.trace.Trace;
import dev.baton.trace.TraceWriter;
import dev.baton.trace.report.TraceReport;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The page, as a person sees it who opens it in a browser. */
class TracePageTest {
    private static final Path PICTURES = Path.of("target", "pictures");
    private static final int READER = 100;
    private static final int SITE = 101;
    private static final int SLEEP = 102;

    /** As page.css has them. */
    private static final int LIGHT_GROUND = 0xFFFFFF;

    private static final int DARK_GROUND = 0x14171B;
    private static final int LIGHT_RUN = 0x4C9A5A;
    private static final int DARK_RUN = 0x5FB56F;
    private static final int LIGHT_BLOCKED = 0x7A5FC0;

    @TempDir private Path directory;

    @BeforeEach
    void thereIsABrowser() {
        assumeTrue(Browser.isThere(), Browser.WHY_NOT);
    }

    @Test
    void aClickShowsTheSlicesCallSiteDurationAndStack() throws Exception {
        try (Browser browser = Browser.open(page(small()))) {
            browser.click(1, 1, 0); // M0's call
            assertThat(browser.text("#details"))
                    .contains(
                            "G7 reader-7",
                            "my.Reader.read(Reader.java:12)",
                            "in a call, without a P")
                    .contains("8 ms", "from\n1 ms", "to\n9 ms")
                    .contains("java.io.FileInputStream.readBytes", "my.Reader.run");

            browser.click(0, 0, 0); // P0's first turn
            assertThat(browser.text("#details")).contains("G7 reader-7", "runs", "M\nM0", "2 ms");

            assertThat(browser.texts("#sites tbody td"))
                    .containsExactly("my.Reader.read(Reader.java:12)", "1", "8 ms", "8 ms", "1");
            assertThat(browser.text("#waits tbody")).contains("G8", "reader-7");
            assertThat(browser.console()).isEmpty();
        }
    }

    /** One P: G7 reads on M0 from 1 to 9 ms and loses its P at 3, G8 runs on M1. */
    private Path small() {
        Path file = directory.resolve("small");
        try (TraceWriter to = new TraceWriter(file, 1)) {
            to.string(READER, "reader-7").string(SITE, "my.Reader.read(Reader.java:12)");
            to.string(SLEEP, "asleep");
            to.stack(3, "java.io.FileInputStream.readBytes(FileInputStream.java)", "my.Reader.run");
            to.event(0, 0, 0, 0, EventType.PROC_START);
            to.event(0, Event.OUTSIDE, -1, 7, EventType.GO_CREATE, 0);
            to.event(0, Event.OUTSIDE, -1, 7, EventType.GO_NAME, READER);
            to.event(0, Event.OUTSIDE, -1, 8, EventType.GO_CREATE, 0);
            to.event(1_000_000, 0, 0, 7, EventType.GO_START);
            to.event(1_000_000, 0, -1, 7, EventType.GO_SYSCALL, 0, SITE);
            to.event(3_000_000, Event.SYSMON, 0, 7, EventType.GO_SYSBLOCK);
            to.event(3_000_000, Event.SYSMON, 0, 0, EventType.RETAKE, 0, 7, SLEEP);
            to.event(3_000_000, Event.SYSMON, 0, 0, EventType.HANDOFF, 1);
            to.event(4_000_000, 1, 0, 0, EventType.PROC_START);
            to.event(4_000_000, 1, 0, 8, EventType.GO_START);
            to.event(9_000_000, 0, -1, 7, EventType.GO_SYSEXIT);
            to.event(9_000_000, 0, -1, 7, EventType.GO_NO_P);
            to.event(9_000_000, 0, -1, 7, EventType.LONG_CALL, 8_000_000, 3);
            to.event(9_500_000, 1, 0, 8, EventType.GO_END);
            to.event(9_500_000, 1, 0, 7, EventType.GO_START);
            to.event(10_000_000, 1, 0, 7, EventType.GO_END);
        }
        return file;
    }

    @Test
    void wheelAndKeysZoomAndMove() throws Exception {
        try (Browser browser = Browser.open(page(synthetic(20_000)))) {
            String all = browser.text("#range");
            double whole = shown(browser);

            browser.zoomByWheel(-600);
            browser.until("page.timeline.to - page.timeline.from < page.timeline.length / 2");
            browser.press("+");
            assertThat(shown(browser)).isLessThan(whole / 4);
            assertThat(browser.text("#range")).isNotEqualTo(all);

            double from = (Double) number(browser, "page.timeline.from");
            browser.press("d");
            assertThat((Double) number(browser, "page.timeline.from")).isGreaterThan(from);

            browser.press("0");
            assertThat(browser.text("#range")).isEqualTo(all);
            assertThat(browser.console()).isEmpty();
        }
    }

    private static double shown(Browser browser) {
        return (Double) number(browser, "page.timeline.to - page.timeline.from");
    }

    private static Object number(Browser browser, String expression) {
        return ((Number) browser.script("return " + expression)).doubleValue();
    }

    @Test
    void whatIsSoughtIsFoundChosenAndSteppedThrough() throws Exception {
        try (Browser browser = Browser.open(page(synthetic(20_000)))) {
            browser.find("fileinputstream");
            assertThat(browser.text("#found")).startsWith("1 of ");
            assertThat(browser.text("#details")).contains(SyntheticTrace.READ);

            browser.clickOn("#next");
            assertThat(browser.text("#found")).startsWith("2 of ");

            browser.find("no such thing");
            assertThat(browser.text("#found")).isEqualTo("not found");

            browser.clickOn("#sites tbody tr:first-child button");
            String site = browser.text("#sites tbody tr:first-child button");
            String longest = browser.text("#sites tbody tr:first-child td:nth-child(4)");
            assertThat(browser.text("#details")).contains(site, longest);
            assertThat(browser.console()).isEmpty();
        }
    }

    @Test
    void itIsLightOrDarkAsThePersonLikesIt() throws Exception {
        try (Browser browser = Browser.open(page(synthetic(5_000)))) {
            browser.prefer("light");
            browser.press("f");
            BufferedImage light = browser.photograph(PICTURES.resolve("light.png"));
            browser.prefer("dark");
            browser.until("page.timeline.colours['--run'] === '#5fb56f'");
            BufferedImage dark = browser.photograph(PICTURES.resolve("dark.png"));

            assertThat(Browser.pixels(light, LIGHT_GROUND)).isGreaterThan(100_000);
            assertThat(Browser.pixels(light, LIGHT_RUN)).isGreaterThan(500);
            assertThat(Browser.pixels(light, LIGHT_BLOCKED)).isGreaterThan(500);
            assertThat(Browser.pixels(dark, DARK_GROUND)).isGreaterThan(100_000);
            assertThat(Browser.pixels(dark, DARK_RUN)).isGreaterThan(500);
            assertThat(Browser.pixels(dark, LIGHT_RUN)).isZero();
        }
    }

    @Test
    void whatATraceSaysIsTextAndNoScript() throws Exception {
        String hostile =
                "</script><script>window.stolen = 1</script><img src=x onerror='stolen=1'>";
        Path file = directory.resolve("hostile");
        try (TraceWriter to = new TraceWriter(file, 1)) {
            to.string(READER, hostile).string(SITE, "{{slices}}" + hostile);
            to.event(0, Event.OUTSIDE, -1, 7, EventType.GO_CREATE, 0);
            to.event(0, Event.OUTSIDE, -1, 7, EventType.GO_NAME, READER);
            to.event(1_000, 0, 0, 7, EventType.GO_START);
            to.event(2_000, 0, -1, 7, EventType.GO_SYSCALL, 0, SITE);
            to.event(900_000, 0, 0, 7, EventType.GO_SYSEXIT);
            to.event(1_000_000, 0, 0, 7, EventType.GO_END);
        }

        try (Browser browser = Browser.open(page(file))) {
            browser.click(0, 1, 0);

            assertThat(browser.text("#details")).contains("G7 " + hostile, "{{slices}}" + hostile);
            assertThat(browser.script("return typeof window.stolen")).isEqualTo("undefined");
            assertThat(browser.script("return document.images.length")).isEqualTo(0L);
            assertThat(browser.console()).isEmpty();
        }
    }

    @Test
    void aMillionEventsAreAPageThatCanBeZoomedInto() throws Exception {
        Path page = page(synthetic(1_000_000));

        assertThat(Files.size(page)).isLessThan(20_000_000);
        try (Browser browser = Browser.open(page)) {
            browser.find("fileinputstream");
            assertThat(browser.text("#found")).startsWith("1 of ");
            browser.press(Keys.ESCAPE, "0");
            for (int i = 0; i < 10; i++) {
                browser.zoomByWheel(-300);
            }
            browser.until("page.timeline.to - page.timeline.from < page.timeline.length / 1000");
            BufferedImage picture = browser.photograph(PICTURES.resolve("million.png"));
            assertThat(Browser.pixels(picture, LIGHT_RUN)).isGreaterThan(500);
            assertThat(browser.console()).isEmpty();
        }
    }

    private Path synthetic(int events) {
        Path file = directory.resolve("synthetic");
        SyntheticTrace.write(file, 1, 4, events);
        return file;
    }

    private Path page(Path file) throws IOException {
        Path page = directory.resolve("trace.html");
        try (Trace trace = Trace.open(file);
                Writer out = Files.newBufferedWriter(page)) {
            TracePage.write(trace, TraceReport.of(trace), out);
        }
        return page;
    }
}
