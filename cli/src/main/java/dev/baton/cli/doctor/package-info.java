/** What {@code baton doctor} looks at, and what it makes of it. */
package dev.baton.cli.doctor;
