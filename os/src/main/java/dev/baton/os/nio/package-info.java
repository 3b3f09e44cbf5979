/**
 * Files for libraries that take a {@link java.nio.file.Path}: a file system whose calls are those
 * of {@link dev.baton.os}, as {@code baton:} paths or in the place of the default one.
 */
package dev.baton.os.nio;
