package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.cli.process.StuckProgram;
import dev.baton.cli.process.Target;
import dev.baton.trace.html.Browser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import picocli.CommandLine;

/** {@code baton top --web}, as a person sees it who opens the page in a browser. */
class TopWebTest {
    private static final Path PICTURES = Path.of("target", "pictures");
    private static final Pattern ADDRESS =
            Pattern.compile("baton: (http://127\\.0\\.0\\.1:\\d+/[0-9a-f]{32}/)\\R");
    private static final long PATIENCE_S = 120;

    /** As page.css has them. */
    private static final int LIGHT_GROUND = 0xFFFFFF;

    private static final int DARK_GROUND = 0x14171B;
    private static final int LIGHT_KERNEL = 0x7A5FC0;
    private static final int DARK_KERNEL = 0xA48CF0;

    @TempDir private Path dir;

    private Target stuck() throws Exception {
        Path fifo = dir.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        return Target.java(dir, StuckProgram.class, List.of(Target.AGENT), fifo.toString(), "30");
    }

    /** The command, running. */
    private static final class Shown {
        private final StringWriter err = new StringWriter();
        private final CompletableFuture<Integer> status;

        Shown(String... args) {
            CommandLine command =
                    Main.commandLine()
                            .setOut(new PrintWriter(new StringWriter()))
                            .setErr(new PrintWriter(err, true));
            Executor own =
                    Thread.ofPlatform().daemon()
                            ::start; // the common pool has one thread on two CPUs
            status = CompletableFuture.supplyAsync(() -> command.execute(args), own);
        }

        String address() throws InterruptedException {
            Matcher address = ADDRESS.matcher(err.toString());
            while (!address.find()) {
                assertThat(status.isDone()).as(err::toString).isFalse();
                Thread.sleep(10);
                address = ADDRESS.matcher(err.toString());
            }
            return address.group(1);
        }

        int status() throws Exception {
            return status.get(PATIENCE_S, TimeUnit.SECONDS);
        }
    }

    private static Browser open(String address) {
        return Browser.open(address, "document.body.dataset.looks >= 3");
    }

    private static String state(Browser browser) {
        return String.valueOf(browser.script("return document.body.dataset.state"));
    }

    /** One program and one browser for all: each takes seconds to start. */
    @Test
    void thePageShowsWhatTheTerminalDoesAndGoesOn() throws Exception {
        assumeTrue(Browser.isThere(), Browser.WHY_NOT);
        try (Target target = stuck()) {
            Shown shown = new Shown("top", "--every=0.3", "--web", "" + target.pid());
            try (Browser browser = open(shown.address())) {
                assertThat(state(browser)).isEqualTo("live");
                assertThat(browser.text("#title"))
                        .startsWith("process " + target.pid() + ", Baton \"main\": ");
                assertThat(browser.text("#ps tbody")).contains("P0", "running");
                assertThat(browser.text("#ms tbody"))
                        .containsPattern(
                                "M\\d+ \\d+ S .*(openat|read).*FileInputStream.*\"reads\"");
                // With a P where nobody else wants it, else without.
                assertThat(browser.text("#ps tbody") + browser.text("#ms tbody"))
                        .contains("\"computes\"");
                assertThat(browser.text("#gs tbody")).contains("\"wants lock\"", "\"crowd-7\"");
                assertThat(browser.texts("#charts figcaption .name"))
                        .containsExactly(
                                "Ps busy",
                                "Ms in the kernel",
                                "Gs that wait to be run",
                                "Hand-offs a second",
                                "Threads");
                assertThat(browser.text("#charts .busy output")).matches("\\d+ of \\d+");
                assertThat(browser.text("#charts .kernel output")).isEqualTo("1");
                assertThat(browser.script(curve("kernel")))
                        .asString()
                        .startsWith("M")
                        .contains("L");
                stacks(browser);
                filters(browser);
                sorts(browser);
                freezes(browser);
                looksWellInLightAndDark(browser);
                assertThat(browser.console()).isEmpty();

                target.process().destroyForcibly();
                browser.until("document.body.dataset.state === 'ended'");
                assertThat(browser.text("#state")).contains("the program has ended");
                assertThat(browser.text("#gs tbody")).contains("\"crowd-7\"");
            }
            assertThat(shown.status()).isZero();
            assertThat(shown.err.toString())
                    .endsWith("baton: process " + target.pid() + " has ended\n");
        }
    }

    private static String curve(String chart) {
        return "return document.querySelector('#charts ." + chart + " .curve').getAttribute('d')";
    }

    private static void stacks(Browser browser) {
        browser.script(
                "[...document.querySelectorAll('#ms tbody tr')]"
                        + ".find(tr => tr.textContent.includes('\"reads\"')).click()");
        browser.until("document.querySelectorAll('#stack li').length > 0");
        assertThat(browser.text("#stack"))
                .containsPattern("^G\\d+")
                .contains("java.io.FileInputStream.", "StuckProgram.read(");
        browser.press(Keys.ESCAPE);
        browser.until("document.getElementById('stack').hidden");

        browser.clickOn("#gs tbody tr:first-child button");
        browser.until("document.querySelectorAll('#stack li').length > 0");
        assertThat(browser.text("#stack ol")).contains("java.lang.VirtualThread");
        browser.clickOn("#close");
        browser.until("document.getElementById('stack').hidden");
    }

    private static void filters(Browser browser) {
        browser.press("/");
        browser.type("#filter", "WANTS");
        browser.until("document.querySelectorAll('#gs tbody tr').length === 2");
        assertThat(browser.text("#gs tbody")).contains("\"wants lock\"", "\"wants monitor\"");
        assertThat(browser.text("#ms + .none")).matches("none of \\d+ has that in its line");
        browser.press(Keys.ESCAPE);
        browser.until("document.querySelectorAll('#gs tbody tr').length > 30");
    }

    private static void sorts(Browser browser) {
        String first = "return document.querySelector('#gs tbody tr').dataset.key";
        browser.clickOn("#gs th:first-child button");
        Object lowest = browser.script(first);
        assertThat(browser.script("return document.querySelector('#gs th').ariaSort"))
                .isEqualTo("ascending");
        browser.clickOn("#gs th:first-child button");
        assertThat(number(browser.script(first))).isGreaterThan(number(lowest));
        browser.clickOn("#gs th:first-child button"); // as it comes
    }

    private static long number(Object key) {
        return Long.parseLong(String.valueOf(key).substring(1));
    }

    /** What is shown stays as it is, though the looks go on. */
    private static void freezes(Browser browser) {
        browser.clickOn("#freeze");
        assertThat(state(browser)).isEqualTo("frozen");
        String frozen = browser.text("#gs");
        String chart = String.valueOf(browser.script(curve("threads")));
        browser.script("page.then = page.points.length");
        browser.until("page.points.length >= page.then + 3");
        assertThat(browser.text("#gs")).isEqualTo(frozen);
        assertThat(browser.script(curve("threads"))).isEqualTo(chart);
        browser.press("z");
        assertThat(state(browser)).isEqualTo("live");
        assertThat(browser.text("#gs")).isNotEqualTo(frozen);
    }

    private static void looksWellInLightAndDark(Browser browser) throws IOException {
        browser.prefer("light");
        BufferedImage light = browser.photograph(PICTURES.resolve("top-light.png"));
        browser.prefer("dark");
        BufferedImage dark = browser.photograph(PICTURES.resolve("top-dark.png"));

        assertThat(Browser.pixels(light, LIGHT_GROUND)).isGreaterThan(100_000);
        assertThat(Browser.pixels(light, LIGHT_KERNEL)).isGreaterThan(50);
        assertThat(Browser.pixels(dark, DARK_GROUND)).isGreaterThan(100_000);
        assertThat(Browser.pixels(dark, DARK_KERNEL)).isGreaterThan(50);
        assertThat(Browser.pixels(dark, LIGHT_GROUND)).isLessThan(10_000);
    }

    @Test
    void namesThatWouldBeScriptsAreText() throws Exception {
        assumeTrue(Browser.isThere(), Browser.WHY_NOT);
        String name = "<img src=x onerror=document.title='owned'>\u202e\u0007";
        try (Target target =
                Target.java(dir, NamedProgram.class, List.of(Target.AGENT), encode(name))) {
            Shown shown = new Shown("top", "--every=0.3", "--web=0", "" + target.pid());
            try (Browser browser = open(shown.address())) {
                assertThat(browser.text("#gs tbody"))
                        .contains("<img src=x onerror=document.title='owned'>\uFFFD\uFFFD");
                assertThat(browser.script("return document.images.length")).isEqualTo(0L);
                assertThat(browser.script("return document.title"))
                        .isEqualTo("baton top " + target.pid());
                // What would get in all the same is not run: the policy of the page.
                browser.script(
                        "document.body.insertAdjacentHTML('beforeend',"
                                + " '<img src=\"data:,\" onerror=\"document.title=`owned`\">');"
                                + "const s = document.createElement('script');"
                                + "s.textContent = 'document.title = `owned`';"
                                + "document.body.append(s)");
                browser.until("document.body.dataset.looks >= 6");
                assertThat(browser.script("return document.title"))
                        .isEqualTo("baton top " + target.pid());
                assertThat(browser.console())
                        .anyMatch(line -> line.contains("Content Security Policy"));
            }
        }
    }

    private static String encode(String text) {
        StringBuilder out = new StringBuilder();
        text.chars().forEach(c -> out.append(c).append(','));
        return out.toString();
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThat(RunCommand.run("top", "--web=65536", "1").status()).isEqualTo(Main.USAGE);
        assertThat(RunCommand.run("top", "--web=x", "1").status()).isEqualTo(Main.USAGE);
        assertThat(RunCommand.run("top", "--web", "99999999"))
                .satisfies(run -> assertThat(run.status()).isEqualTo(Main.UNAVAILABLE))
                .satisfies(run -> assertThat(run.err()).contains("process 99999999"));
    }

    @Test
    void aPortThatIsTakenIsSaidSo() throws Exception {
        try (Target target = stuck()) {
            Shown first = new Shown("top", "--web", "" + target.pid());
            int port = URI.create(first.address()).getPort();

            RunCommand second = RunCommand.run("top", "--web=" + port, "" + target.pid());

            assertThat(second.status()).isEqualTo(Main.UNAVAILABLE);
            assertThat(second.err())
                    .contains("can't listen at 127.0.0.1:" + port, "in use", "another port");
            target.process().destroyForcibly();
            assertThat(first.status()).isZero();
        }
    }

    /** Without a browser: who connects is told of looks that were before. */
    @Test
    void whoComesLaterSeesWhatWas() throws Exception {
        try (Target target = stuck()) {
            Shown shown = new Shown("top", "--every=0.2", "--web", "" + target.pid());
            int[] points = new int[2];
            for (int i = 0; i < points.length; i++) {
                points[i] = pointsOf(shown.address());
                while (i == 0 && points[i] < 3) {
                    Thread.sleep(200); // a window is known to be closed by the next look
                    points[i] = pointsOf(shown.address());
                }
            }
            assertThat(points[1]).isGreaterThanOrEqualTo(points[0]);
            target.process().destroyForcibly();
            assertThat(shown.status()).isZero();
        }
    }

    private static int pointsOf(String address) throws IOException {
        URLConnection events = URI.create(address + "events").toURL().openConnection();
        try (var in = events.getInputStream()) {
            byte[] some = new byte[1 << 20];
            int n = 0;
            String text = "";
            while (!text.contains("event: history") || !text.contains("event: look")) {
                n += in.read(some, n, some.length - n);
                text = new String(some, 0, n, UTF_8);
            }
            return text.split("atMs", -1).length - 1;
        }
    }
}
