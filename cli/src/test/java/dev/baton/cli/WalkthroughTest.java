package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.process.Target;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * docs/walkthrough.md: its programs are watched as it tells, and the line that it finds is named;
 * what it shows of its traces is what they tell; the lines of code that it names are there.
 */
class WalkthroughTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Path PROGRAMS = Path.of("..", "examples", "real");
    private static final int CUSTOMERS = 4;

    @TempDir private Path dir;

    @Test
    void observeNamesTheStatementThatWaitsForSqlitesLock() throws Exception {
        Process process =
                observed("sqlite", "programs.sqlite.Bookings", dir.resolve("db").toString(), "10");
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).as(out).isZero();
        assertThat(out)
                .contains("in 10 s: orders booked: ")
                .contains("all carriers were kept while virtual threads waited for ")
                .contains("baton:     org.sqlite.core.NativeDB.step(Native Method)\n")
                .contains("book(Bookings.java:" + line("\"BEGIN IMMEDIATE\"") + ")\n");
    }

    @Test
    void observeNamesThePrinterOfTheShop() throws Exception {
        Process process = observed("spring", "programs.spring.shop.Shop", "--server.port=0");
        try (BufferedReader out = process.inputReader(UTF_8)) {
            String url = url(out);
            // Virtual threads keep its carriers for as long as nobody has seen it.
            String where = "Printer.print(Printer.java:" + line("in.readNBytes(") + ")";
            List<Thread> customers = new ArrayList<>();
            for (int i = 0; i < CUSTOMERS; i++) {
                customers.add(Thread.ofPlatform().start(() -> orderUntilItEnds(url, process)));
            }
            while (!culprits(process).contains(where)) {
                assertThat(process.isAlive()).isTrue();
            }
            process.destroy(); // and customers see it
            for (Thread customer : customers) {
                customer.join();
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** The twin: nobody orders anything, and the printer is not named. */
    @Test
    void aShopInWhichNobodyOrdersHasNoSuchCulprit() throws Exception {
        Process process = observed("spring", "programs.spring.shop.Shop", "--server.port=0");
        try (BufferedReader out = process.inputReader(UTF_8);
                HttpClient client = HttpClient.newHttpClient()) {
            String url = url(out);
            for (int i = 0; i < 20; i++) {
                HttpRequest look = HttpRequest.newBuilder(URI.create(url)).build();
                assertThat(client.send(look, HttpResponse.BodyHandlers.ofString()).body())
                        .isEqualTo("open\n");
            }
            assertThat(culprits(process)).contains("culprits").doesNotContain("Printer");
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "sqlite", "spring"})
    void thePageShowsWhatItsTraceTells(String name) throws Exception {
        Path trace = DOCS.resolve("traces").resolve(name + ".trace");
        RunCommand report = RunCommand.run("trace", trace.toString(), "--top", "3");

        assertThat(report.status()).as(report.err()).isZero();
        assertThat(page()).contains("```\n" + report.out().strip() + "\n```\n");
        assertThat(page()).contains("](walkthrough-" + name + ".png)");
        assertThat(DOCS.resolve("walkthrough-" + name + ".png")).isNotEmptyFile();
    }

    /** What it says of a line of code is so: the code has not moved on since. */
    @ParameterizedTest
    @CsvSource({
        "Bookings.book, statement.execute(\"BEGIN IMMEDIATE\")",
        "Bookings.book, statement.execute(\"COMMIT\")",
        "Printer.print, in.readNBytes(",
        "Shop.order, printer.print(",
    })
    void itsLinesAreThoseOfThePrograms(String method, String code) throws Exception {
        String file = method.replaceFirst("\\..*", ".java");
        List<Integer> named =
                Pattern.compile(Pattern.quote(method + "(" + file + ":") + "(\\d+)\\)")
                        .matcher(page())
                        .results()
                        .map(frame -> Integer.parseInt(frame.group(1)))
                        .toList();
        assertThat(named).containsAnyElementsOf(lines(file, code));
    }

    private static String page() throws IOException {
        return Files.readString(DOCS.resolve("walkthrough.md"));
    }

    /** The one line of the programs' code that has this in it. */
    private static int line(String code) throws IOException {
        for (String file : List.of("Bookings.java", "Printer.java")) {
            List<Integer> lines = lines(file, code);
            if (!lines.isEmpty()) {
                assertThat(lines).hasSize(1);
                return lines.getFirst();
            }
        }
        throw new AssertionError(code);
    }

    private static List<Integer> lines(String file, String code) throws IOException {
        Path source;
        try (var files = Files.walk(PROGRAMS)) {
            source = files.filter(path -> path.endsWith(file)).findFirst().orElseThrow();
        }
        List<String> lines = Files.readAllLines(source);
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(code)) {
                found.add(i + 1);
            }
        }
        return found;
    }

    private static String url(BufferedReader out) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("http://")) {
                return line;
            }
        }
        throw new AssertionError("it ended before it could be reached");
    }

    private static void orderUntilItEnds(String url, Process process) {
        HttpRequest order =
                HttpRequest.newBuilder(URI.create(url + "/order/tea"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (process.isAlive()) {
                client.send(order, HttpResponse.BodyHandlers.discarding());
            }
        } catch (IOException e) {
            // It has ended.
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts it", e);
        }
    }

    /** What it is charged with so far, as a text. */
    private static String culprits(Process process) throws IOException {
        RunCommand run = RunCommand.run("observe", "--json", "" + process.pid());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(JSON.std.mapFrom(run.out())).containsKey("culprits");
        return run.out();
    }

    /** Started as the page starts it. */
    private Process observed(String module, String program, String... args) throws IOException {
        Path target = PROGRAMS.resolve(module).resolve("target").toRealPath();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(Target.AGENT + "=observe");
        command.add("-Djdk.virtualThreadScheduler.parallelism=2");
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC"));
        command.add("-cp");
        command.add(
                target.resolve("classes") + ":" + Files.readString(target.resolve("classpath")));
        command.add(program);
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_"));
        return builder.start();
    }
}
