package dev.baton.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Commands that README, CONTRIBUTING and the pages of {@code docs} tell people to type. */
final class Documented {
    private static final Pattern INDENTED = Pattern.compile("^    (?:\\$ )?(\\S.*)$");
    private static final Pattern INLINE = Pattern.compile("`((?:\\./)?baton [a-z][^`]*)`");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s+)#.*$");
    private static final Pattern VARIABLE = Pattern.compile("([A-Z_]+=\\S*) .*");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)");

    private Documented() {}

    /**
     * One of them.
     *
     * @param page where it stands
     * @param text as it stands there, without what is said of it
     */
    record Command(Path page, String text) {
        /** As a shell takes it apart; the words are without their quotes. */
        List<String> words() {
            List<String> words = new ArrayList<>();
            StringBuilder word = new StringBuilder();
            int end = 0;
            for (Matcher m = WORD.matcher(text); m.find(); end = m.end()) {
                if (m.start() > end && !word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                for (int group = 1; group <= 3; group++) {
                    word.append(m.group(group) == null ? "" : m.group(group));
                }
            }
            words.add(word.toString());
            return words;
        }

        @Override
        public String toString() {
            return page.getFileName() + ": " + text;
        }
    }

    static List<Path> pages(Path root) throws IOException {
        try (Stream<Path> docs = Files.list(root.resolve("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md").map(root::resolve),
                            docs.filter(page -> page.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }

    /** All of a page: lines that are set off, and the command's name where it stands in a text. */
    static List<Command> commands(Path page, String text) {
        List<Command> commands = new ArrayList<>();
        boolean inABlock = false;
        boolean hasPrompts = false; // then what follows is what is printed
        for (String line : text.replace("\\\n", " ").lines().toList()) {
            if (line.startsWith("```")) {
                inABlock = !inABlock;
            }
            hasPrompts = line.startsWith("    $ ") || (hasPrompts && line.startsWith("    "));
            Matcher indented = INDENTED.matcher(line);
            if (inABlock) {
                continue; // a program, or what something prints
            } else if (hasPrompts && !line.startsWith("    $ ")) {
                continue;
            } else if (indented.matches()) {
                String command = COMMENT.matcher(indented.group(1)).replaceFirst("").strip();
                Matcher variable = VARIABLE.matcher(command);
                if (variable.matches()) {
                    command = command.substring(variable.end(1)).strip();
                }
                if (!command.isEmpty()) {
                    commands.add(new Command(page, command));
                }
                continue;
            }
            INLINE.matcher(line)
                    .results()
                    .forEach(match -> commands.add(new Command(page, match.group(1))));
        }
        return commands;
    }

    /** The text of the first block of code that begins so. */
    static String block(String language, String beginning, String text) {
        int start = text.indexOf("```" + language + "\n" + beginning);
        if (start < 0) {
            throw new AssertionError("no block of " + language + " begins with " + beginning);
        }
        start = text.indexOf('\n', start) + 1;
        return text.substring(start, text.indexOf("```", start));
    }
}
