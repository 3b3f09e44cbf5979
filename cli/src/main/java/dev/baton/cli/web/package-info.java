/** A page for one person's browser, on this machine alone: who gets an answer, and what is sent. */
package dev.baton.cli.web;
