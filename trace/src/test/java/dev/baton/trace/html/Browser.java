package dev.baton.trace.html;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import javax.imageio.ImageIO;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.interactions.WheelInput.ScrollOrigin;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Debian's Chromium, without a window, with a page in it: of a trace, or another. */
public final class Browser implements AutoCloseable {
    public static final String WHY_NOT =
            "there is no Chromium (apt install chromium chromium-driver)";

    private static final List<Path> BROWSERS =
            List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/google-chrome"));
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    public static boolean isThere() {
        return binary().isPresent() && Files.isExecutable(DRIVER);
    }

    private static Optional<Path> binary() {
        return BROWSERS.stream().filter(Files::isExecutable).findFirst();
    }

    static Browser open(Path page) {
        return open(page.toUri().toString(), "document.body.dataset.ready === 'true'");
    }

    /** Opens a page, and waits until an expression of its own says that it is there. */
    public static Browser open(String address, String isReady) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(binary().orElseThrow().toFile());
        // CI is root in a container: there Chromium's own sandbox does not start.
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--window-size=1400,900");
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service =
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .usingAnyFreePort()
                        .build();
        Browser browser = new Browser(new ChromeDriver(service, options));
        browser.driver.get(address);
        try {
            browser.until(isReady);
        } catch (RuntimeException e) {
            browser.close();
            throw e;
        }
        return browser;
    }

    /** Waits until an expression of the page's is true. */
    public void until(String expression) {
        new WebDriverWait(driver, PATIENCE)
                .withMessage(() -> expression + "; the console says " + console())
                .until(d -> Boolean.TRUE.equals(script("return " + expression)));
    }

    public Object script(String script) {
        return driver.executeScript(script);
    }

    public String text(String selector) {
        return driver.findElement(By.cssSelector(selector)).getText();
    }

    public List<String> texts(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream()
                .map(WebElement::getText)
                .toList();
    }

    /** A click in the middle of a slice, as far as it is seen. */
    void click(int track, int lane, int slice) {
        List<?> at =
                (List<?>)
                        script(
                                """
                                const t = page.timeline;
                                const lane = t.tracks[%1$d].lanes[%2$d];
                                const middle = (lane.start[%3$d] + lane.end[%3$d]) / 2;
                                const box = t.canvas.getBoundingClientRect();
                                return [Math.round(box.left + t.x(middle)),
                                    Math.round(box.top + t.y(%1$d) + 3 + %2$d * LANE + LANE / 2 - 1)];
                                """
                                        .formatted(track, lane, slice));
        int x = ((Number) at.get(0)).intValue();
        int y = ((Number) at.get(1)).intValue();
        new Actions(driver).moveToLocation(x, y).click().perform();
    }

    /** Turns the wheel over the middle of the timeline, with the key for zooming held. */
    void zoomByWheel(int by) {
        ScrollOrigin middle = ScrollOrigin.fromElement(driver.findElement(By.id("lanes")));
        new Actions(driver)
                .keyDown(Keys.CONTROL)
                .scrollFromOrigin(middle, 0, by)
                .keyUp(Keys.CONTROL)
                .perform();
    }

    public void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    void find(String text) {
        WebElement query = driver.findElement(By.id("query"));
        query.clear();
        query.sendKeys(text, Keys.ENTER);
    }

    public void clickOn(String selector) {
        driver.findElement(By.cssSelector(selector)).click();
    }

    /** Types into what is found so. */
    public void type(String selector, CharSequence... keys) {
        driver.findElement(By.cssSelector(selector)).sendKeys(keys);
    }

    /** As for somebody who likes it dark, or light. */
    public void prefer(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    public BufferedImage photograph(Path to) throws IOException {
        script("if (page.timeline) page.timeline.draw()");
        byte[] png = driver.getScreenshotAs(OutputType.BYTES);
        Files.createDirectories(to.getParent());
        Files.write(to, png);
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    /** How much of a picture is of a colour, in pixels. */
    public static long pixels(BufferedImage image, int rgb) {
        int[] all =
                image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        return Arrays.stream(all).filter(pixel -> (pixel & 0xFFFFFF) == rgb).count();
    }

    /** All that the page has complained of. */
    public List<String> console() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::toString)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
