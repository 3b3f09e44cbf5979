package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.baton.cli.process.AskedProgram;
import dev.baton.cli.process.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/containers.md says, in control groups as a container has them. */
class ContainersTest {
    private static final Path DOCS = Path.of("..", "docs", "containers.md");
    private static final long MB = 1 << 20;

    @TempDir private Path dir;

    /** How a program ended, its standard error among its output. */
    private record Run(int status, String out) {
        long number(String name) {
            Matcher line = Pattern.compile("(?m)" + name + "(\\d+)").matcher(out);
            assertThat(line.find()).as(out).isTrue();
            return Long.parseLong(line.group(1));
        }
    }

    private Run run(List<String> before, String options, Class<?> program, String... args)
            throws Exception {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(Target.AGENT + options);
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", Path.of("target/test-classes").toAbsolutePath().toString()));
        command.add(program.getName());
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_"));
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Run(process.waitFor(), out);
    }

    private String fifo() throws Exception {
        String fifo = dir.resolve("fifo").toString();
        assertThat(new ProcessBuilder("mkfifo", fifo).start().waitFor()).isZero();
        return fifo;
    }

    /** The figures of a table's rows: a line of numbers between bars. */
    private static List<double[]> rows(String heading) throws Exception {
        List<double[]> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(DOCS)) {
            inside = line.startsWith("|") && (inside || line.startsWith("| " + heading + " |"));
            if (inside && line.matches("(\\| *[\\d.,]+ *)+\\|")) {
                String[] cells = line.substring(1, line.length() - 1).split("\\|", -1);
                double[] row = new double[cells.length];
                for (int i = 0; i < cells.length; i++) {
                    row[i] = Double.parseDouble(cells[i].strip().replace(",", ""));
                }
                rows.add(row);
            }
        }
        assertThat(rows).as("the table of %s in %s", heading, DOCS).isNotEmpty();
        return rows;
    }

    @Test
    void aQuotaOfCpuTimeGivesAsManyPsAsTheTableSays() throws Exception {
        int tried = 0;
        for (double[] row : rows("`--cpus`")) {
            if (row[0] <= Runtime.getRuntime().availableProcessors()) {
                try (ContainerGroup group = ContainerGroup.with("cpu").cpus(row[0])) {
                    Run run = run(group.enter(), "=log", AskedProgram.class);
                    assertThat(run.number("maxprocs=")).as(run.out).isEqualTo((long) row[1]);
                    tried++;
                }
            }
        }
        assumeThat(tried).as("rows that this machine has the processors for").isPositive();
    }

    @Test
    void ofPidsMaxBatonTakesWhatTheTableSaysAndRunsIntoItNever() throws Exception {
        List<double[]> rows = rows("`pids.max`");
        for (double[] row : rows) {
            assertThat(row[1]).isEqualTo(row[0] - Math.max(16, row[0] / 8));
        }
        int most = (int) rows.getFirst()[0];
        int taken = (int) rows.getFirst()[1];
        try (ContainerGroup group = ContainerGroup.with("pids")) {
            group.limit("pids.max", "pids.max", "" + most);
            Run run =
                    run(group.enter(), "", BlockedCalls.class, fifo(), "" + most, "" + taken, "-");

            assertThat(run.status).as(run.out).isZero();
            assertThat(run.out)
                    .contains("raise pids.max of " + group.directory(), "all came back\n")
                    .doesNotContain("os,thread");
            // How often the kernel refused a thread.
            assertThat(Files.readString(group.directory().resolve("pids.events")))
                    .isEqualTo("max 0\n");
        }
    }

    @Test
    void aBlockedCallTakesNoMoreMemoryThanIsSaid() throws Exception {
        Matcher said =
                Pattern.compile("no more than (\\d+) KB each").matcher(Files.readString(DOCS));
        assertThat(said.find()).isTrue();
        int calls = 1000;
        try (ContainerGroup group = ContainerGroup.with("memory")) {
            group.limit("memory.limit_in_bytes", "memory.max", "" + 256 * MB);
            String used = group.file("memory.usage_in_bytes", "memory.current").toString();
            Run run =
                    run(
                            group.enter(),
                            "",
                            BlockedCalls.class,
                            fifo(),
                            "" + calls,
                            "" + calls,
                            used);

            assertThat(run.status).as(run.out).isZero(); // 137 where it was killed for memory
            long each = (run.number("^blocked: ") - run.number("^before: ")) / calls;
            assertThat(each).as(run.out).isLessThan(Long.parseLong(said.group(1)) * 1000);
        }
    }

    /** The image of the page: its files are put where it puts them, and its command is run. */
    @Test
    void theImageOfThePageRunsOnBaton() throws Exception {
        Matcher file =
                Pattern.compile("```dockerfile\n(.*?)```", Pattern.DOTALL)
                        .matcher(Files.readString(DOCS));
        assertThat(file.find()).isTrue();
        List<String> lines = file.group(1).lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("FROM eclipse-temurin:25");
        assertThat(lines.get(1)).isEqualTo("COPY baton.jar app.jar /");
        Files.copy(Path.of("../agent/target/baton.jar"), dir.resolve("baton.jar"));
        Files.copy(Path.of("../examples/target/fifo-readers.jar"), dir.resolve("app.jar"));

        List<String> command = new ArrayList<>();
        Matcher words = Pattern.compile("\"([^\"]*)\"").matcher(lines.get(2));
        assertThat(lines.get(2)).startsWith("ENTRYPOINT [");
        while (words.find()) {
            command.add(words.group(1).replaceFirst("(^|:)/", "$1" + dir + "/"));
        }
        assertThat(command.getFirst()).isEqualTo("java");
        command.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--readers=2", "--hold=1"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("BATON_LOG", "1");
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        assertThat(out).contains("baton: ", "maxprocs=");
    }
}
