package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The list of checks itself: how many there are, and that the JDK says what they hold. */
class SentencesTest {
    private static final Path SOURCES = Path.of(System.getProperty("java.home"), "lib", "src.zip");

    private static final Pattern COMMENT = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);
    private static final Pattern LINK =
            Pattern.compile("\\{@link(?:plain)?\\s+([^\\s(}]+(?:\\([^)]*\\))?)\\s*([^}]*)\\}");
    private static final Pattern CODE =
            Pattern.compile("\\{@(?:code|literal|systemProperty)\\s+([^}]*)\\}");

    @Test
    void thereAreMoreThanThreeHundredChecks() throws Exception {
        assertThat(checks()).hasSizeGreaterThan(300);
    }

    @Test
    void everyCheckHasItsSentence() throws Exception {
        assertThat(checks()).allMatch(check -> check.isAnnotationPresent(Says.class));
    }

    @Test
    void theChecksSeeNothingOfBaton() {
        assertThatThrownBy(() -> Class.forName("dev.baton.Baton"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void theJavadocHasEverySentence() throws Exception {
        // Not every JDK is shipped with its sources; and another one may say it in other words.
        assumeThat(SOURCES).exists();
        assumeThat(Runtime.version().feature()).isEqualTo(25);
        List<String> missing = new ArrayList<>();
        Map<String, String> documentation = new HashMap<>();
        try (ZipFile sources = new ZipFile(SOURCES.toFile())) {
            for (Method check : checks()) {
                Says says = check.getAnnotation(Says.class);
                if (!says.in().isEmpty()) {
                    continue;
                }
                String entry = sourceOf(says.of());
                if (!documentation.containsKey(entry)) {
                    documentation.put(entry, read(sources, entry));
                }
                if (!documentation.get(entry).contains(withoutSpace(says.value()))) {
                    missing.add(check.getName() + ": " + entry + " does not say: " + says.value());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static List<Method> checks() throws IOException, URISyntaxException {
        Path root =
                Path.of(
                        SentencesTest.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        List<Method> checks = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(f -> f.toString().endsWith("Test.class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.');
                Class<?> type = load(name.substring(0, name.length() - ".class".length()));
                if (type.isAnnotationPresent(OnVirtualThreads.class)) {
                    Stream.of(type.getDeclaredMethods())
                            .filter(m -> m.isAnnotationPresent(Test.class))
                            .forEach(checks::add);
                }
            }
        }
        return checks;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, SentencesTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static String sourceOf(Class<?> type) {
        Class<?> outermost = type;
        while (outermost.getEnclosingClass() != null) {
            outermost = outermost.getEnclosingClass();
        }
        return type.getModule().getName() + "/" + outermost.getName().replace('.', '/') + ".java";
    }

    /** All documentation comments of a source file, without markup and without space. */
    private static String read(ZipFile sources, String name) throws IOException {
        ZipEntry entry = sources.getEntry(name);
        assertThat(entry).as(name).isNotNull();
        StringBuilder text = new StringBuilder();
        try (InputStream in = sources.getInputStream(entry)) {
            Matcher comments =
                    COMMENT.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            while (comments.find()) {
                text.append(plain(comments.group(1))).append('\n');
            }
        }
        return withoutSpace(text.toString());
    }

    private static String plain(String comment) {
        String text =
                Pattern.compile("^\\s*\\* ?", Pattern.MULTILINE).matcher(comment).replaceAll("");
        text = LINK.matcher(text).replaceAll(SentencesTest::linkText);
        text = CODE.matcher(text).replaceAll(m -> Matcher.quoteReplacement(m.group(1)));
        return text.replaceAll("</?[a-zA-Z][^>]*>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&nbsp;", " ")
                .replace("&amp;", "&");
    }

    private static String linkText(MatchResult link) {
        String target = link.group(1);
        String shown =
                link.group(2).isBlank()
                        ? (target.startsWith("#") ? target.substring(1) : target).replace('#', '.')
                        : link.group(2);
        return Matcher.quoteReplacement(shown);
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
