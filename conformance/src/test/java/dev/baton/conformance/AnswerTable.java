package dev.baton.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which check gave which answer in which run, and the sentence that it holds. */
final class AnswerTable {
    private static final String BEGIN = "<!-- checks: generated -->";
    private static final String END = "<!-- end of checks -->";

    private final Map<String, String> carriers = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> answers = new LinkedHashMap<>();
    private final Map<String, String[]> rows = new TreeMap<>();

    private AnswerTable() {}

    /** Reads the lists of the runs from a directory. */
    static AnswerTable read(Path directory, List<String> runs) throws IOException {
        AnswerTable table = new AnswerTable();
        for (String run : runs) {
            List<String> lines =
                    new ArrayList<>(Files.readAllLines(directory.resolve(run + ".tsv")));
            table.carriers.put(run, lines.removeFirst());
            Map<String, String> answers = new TreeMap<>();
            for (String line : lines) {
                String[] row = line.split("\t", -1);
                String check = row[0] + "." + row[1];
                table.rows.putIfAbsent(check, row);
                answers.put(check, row[4]);
            }
            table.answers.put(run, answers);
        }
        return table;
    }

    /** Names of all checks that any run has. */
    String[] checks() {
        return rows.keySet().toArray(String[]::new);
    }

    /** Run to check to "passed", "failed" or "skipped". */
    Map<String, Map<String, String>> answers() {
        return answers;
    }

    /** Run to the kind of thread that carried its virtual threads. */
    Map<String, String> carriers() {
        return carriers;
    }

    /** The table as Markdown: a summary of the areas, then each check. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("| area | checks |");
        answers.keySet().forEach(run -> text.append(" %s |".formatted(heading(run))));
        text.append("\n|---|---|").append("---|".repeat(answers.size())).append('\n');
        Map<String, List<String>> areas = new TreeMap<>();
        for (Map.Entry<String, String[]> row : rows.entrySet()) {
            areas.computeIfAbsent(area(row.getValue()), a -> new ArrayList<>()).add(row.getKey());
        }
        areas.put("**all**", List.copyOf(rows.keySet()));
        areas.forEach((area, checks) -> {
            text.append("| %s | %d |".formatted(area, checks.size()));
            answers.values().forEach(run -> text.append(count(run, checks)));
            text.append('\n');
        });
        text.append("\n| check | of | says |");
        answers.keySet().forEach(run -> text.append(" %s |".formatted(heading(run))));
        text.append("\n|---|---|---|").append("---|".repeat(answers.size())).append('\n');
        rows.forEach((check, row) -> {
            text.append("| %s | %s | %s |".formatted(check, row[2], row[3].replace("|", "\\|")));
            answers.values().forEach(run -> text.append(" %s |".formatted(mark(run.get(check)))));
            text.append('\n');
        });
        return text.toString();
    }

    private static String heading(String run) {
        return switch (run) {
            case "plain" -> "plain java";
            case "procs-1" -> "1 P";
            default -> run.substring("procs-".length()) + " Ps";
        };
    }

    private static String area(String[] row) {
        return row[0].replaceAll("Test$", "");
    }

    private static String count(Map<String, String> run, List<String> checks) {
        long passed = checks.stream().filter(check -> "passed".equals(run.get(check))).count();
        return passed == checks.size() ? " all |" : " %d |".formatted(passed);
    }

    private static String mark(String answer) {
        return answer == null ? "not run" : answer.equals("passed") ? "✓" : "**" + answer + "**";
    }

    /** Puts the table into a document, between its two marks. */
    void putInto(Path document) throws IOException {
        String text = Files.readString(document);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(
                    document
                            + " has no lines \""
                            + BEGIN
                            + "\" and \""
                            + END
                            + "\" to write between");
        }
        Files.writeString(
                document,
                text.substring(0, begin + BEGIN.length())
                        + "\n\n"
                        + markdown()
                        + "\n"
                        + text.substring(end));
    }
}
