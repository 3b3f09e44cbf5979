package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/when-not.md says that Baton costs is what the pages say that it links to. */
class WhenNotTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern ROW =
            Pattern.compile("\\| (.*) \\| (.*) \\| \\[.*]\\(([^)#]*)(?:#([^)]*))?\\) \\|");

    private static void check(String page) throws Exception {
        List<String> figures = new ArrayList<>();
        for (String line : page.lines().toList()) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                String section = section(row.group(3), row.group(4));
                assertThat(section).as("%s, which is to say: %s", row.group(3), line).isNotNull();
                Pattern figure =
                        Pattern.compile("(?<![\\d.,])" + Pattern.quote(number(row.group(2))));
                assertThat(figure.matcher(section).find())
                        .as("%s is to say \"%s\": %s", row.group(3), row.group(2), line)
                        .isTrue();
                figures.add(row.group(2));
            }
        }
        assertThat(figures).as("figures in when-not.md").hasSizeGreaterThan(10);
    }

    /** Without its unit, which stands elsewhere in a table. */
    private static String number(String figure) {
        return figure.replaceFirst(" (ms|MB|MiB|%)$", "");
    }

    /** The text below a heading, up to the next of its kind; null when there is no such heading. */
    private static String section(String file, String anchor) throws Exception {
        String page = Files.readString(DOCS.resolve(file));
        if (anchor == null) {
            return page;
        }
        for (String part : page.split("(?m)^#+ ", -1)) {
            String heading = part.lines().findFirst().orElse("").toLowerCase(Locale.ROOT);
            if (heading.replaceAll("[^\\w -]", "").replace(' ', '-').equals(anchor)) {
                return part;
            }
        }
        return null;
    }

    @Test
    void eachFigureStandsWhereItIsSaidToBeFrom() throws Exception {
        check(Files.readString(DOCS.resolve("when-not.md")));
    }

    @Test
    void aTwinWithAFigureOfItsOwnIsFound() throws Exception {
        String page = Files.readString(DOCS.resolve("when-not.md"));

        assertThatThrownBy(() -> check(page.replace("| 0.82 |", "| 0.8299 |")))
                .hasMessageContaining("0.8299");
        assertThatThrownBy(() -> check(page.replace("#the-start-30", "#the-start-31")))
                .isInstanceOf(AssertionError.class);
    }
}
