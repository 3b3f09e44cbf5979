package dev.baton.sched.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.linux.OpenFile;
import dev.baton.vthread.FileNumber;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacesTest {
    @TempDir private Path dir;

    private static Places places(String text) {
        return new Places(LimitSpec.parse(text), "/home/us");
    }

    @Test
    void aPlaceIsADirectoryAndAllBelowIt() {
        Places places = places("/mnt/nfs=1");

        assertThat(places.ofPath("/mnt/nfs")).isZero();
        assertThat(places.ofPath("/mnt/nfs/a/b")).isZero();
        assertThat(places.ofPath("/mnt/nfs2/a")).isEqualTo(Places.NONE);
        assertThat(places.ofPath("/mnt")).isEqualTo(Places.NONE);
    }

    @Test
    void pathsAreReadAsTheKernelDoesButForLinks() {
        Places places = places("/home/us/in=1");

        assertThat(places.ofPath("in/x")).isZero();
        assertThat(places.ofPath("./in//x")).isZero();
        assertThat(places.ofPath("../us/in")).isZero();
        assertThat(places.ofPath("in/../out")).isEqualTo(Places.NONE);
        assertThat(places.ofPath("/../home/us/in/")).isZero();
    }

    @Test
    void theFirstThatFitsCounts() {
        Places places = places("/a/b=1;/a=2;/=3");

        assertThat(places.ofPath("/a/b/c")).isZero();
        assertThat(places.ofPath("/a/c")).isEqualTo(1);
        assertThat(places.ofPath("/c")).isEqualTo(2);
    }

    @Test
    void anOpenFileIsKnownByTheNameThatTheKernelHas() throws IOException {
        Path real = Files.createDirectory(dir.toRealPath().resolve("real"));
        Files.createFile(real.resolve("file"));
        Path link = Files.createSymbolicLink(dir.toRealPath().resolve("link"), real);
        Places places = places(real + "=1");
        Path through = link.resolve("file");

        assertThat(places.ofPath(through.toString())).isEqualTo(Places.NONE);
        try (FileInputStream in = new FileInputStream(through.toFile())) {
            assertThat(places.ofOpen(FileNumber.of(in.getFD()))).isZero();
        }
    }

    @Test
    void aFileIsKnownByItsDevice() throws IOException {
        Path file = Files.createFile(dir.resolve("file"));
        long dev = ((Number) Files.getAttribute(file, "unix:dev")).longValue();
        long major = ((dev >>> 8) & 0xfff) | ((dev >>> 32) & ~0xfffL);
        long minor = (dev & 0xff) | ((dev >>> 12) & ~0xffL);
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            int fd = FileNumber.of(in.getFD());
            assertThat(places("dev:" + major + ":" + minor + "=1").ofOpen(fd)).isZero();
            assertThat(places("dev:" + major + ":" + (minor + 1) + "=1").ofOpen(fd))
                    .isEqualTo(Places.NONE);
        }
    }

    @Test
    void aDeviceIsKnownByItsNumbers() throws IOException {
        try (FileOutputStream out = new FileOutputStream("/dev/null")) {
            assertThat(places("dev:1:3=1").ofOpen(FileNumber.of(out.getFD()))).isZero();
            assertThat(places("dev:1:5=1").ofOpen(FileNumber.of(out.getFD())))
                    .isEqualTo(Places.NONE);
        }
    }

    @Test
    void whatIsNotOpenIsNowhere() {
        assertThat(places("/=1").ofOpen(FileNumber.of(new FileDescriptor())))
                .isEqualTo(Places.NONE);
        assertThat(OpenFile.devices(-1)).isNull();
    }
}
