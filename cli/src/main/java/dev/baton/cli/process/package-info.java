/** Another process that runs on Baton: finding it, and asking it. */
package dev.baton.cli.process;
