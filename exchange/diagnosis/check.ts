import type { Exchange } from '../connection';
import type { RemedyBy } from '../errors';
import type { CommandLine } from '../powershell';
import type { ConnectionSettings, ResolvedSettings } from '../settings';
import type { HttpAnswer } from './probes/http';
import type { NameResolution } from './probes/dns';
import type { TlsHandshake } from './probes/tls';
import type { CheckId, CheckStatus, ServerSummary } from './report';

/** One question, asked of the real network, answered in the words of the person who has to act. */
export interface Check {
	id: CheckId;
	title: string;
	/** Checks without whose success this one can't run. One that is not needed here doesn't block. */
	needs: readonly CheckId[];
	run(context: CheckContext): Promise<Finding>;
}

/** What was asked for, and what the checks before found out. */
export interface CheckContext {
	/** As the user entered them, when they were not checked yet. */
	rawSettings?: ConnectionSettings;
	facts: Facts;
	mailboxes: readonly string[];
	writeTest: boolean;
	now: () => Date;
	/** Name servers to ask when the system's own resolution fails; default: the system's. */
	nameServers?: readonly string[];
	signal: AbortSignal;
}

export interface Facts {
	settings?: ResolvedSettings;
	exchange?: Exchange;
	url?: string;
	resolution?: NameResolution;
	/** This machine's address on the way to the server. */
	localAddress?: string;
	handshake?: TlsHandshake;
	/** The answer to a request without sign-in. */
	anonymous?: HttpAnswer;
	schemes?: string[];
	/** Difference between the server's clock and ours, in milliseconds; positive when the server is ahead. */
	clockSkewMs?: number;
	/** Mailboxes whose calendar could be opened, with the id of the calendar and the right on it. */
	openedCalendars?: OpenedCalendar[];
	/** Mailboxes that the service account may not act as; the calendar checks leave them out. */
	refusedMailboxes?: string[];
	/** Durations of answers, in milliseconds. */
	latencies?: number[];
	/** Known when the server asked to wait. */
	backOffMs?: number;
	server?: Partial<ServerSummary>;
}

export interface OpenedCalendar {
	/** Undefined: the service account's own. */
	mailbox?: string;
	id: string;
	access: 'write' | 'read' | 'none';
}

export interface Advice {
	cause: string;
	remedy: string;
	remedyBy: RemedyBy;
	command?: CommandLine;
}

export interface Finding extends Partial<Advice> {
	status: CheckStatus;
	details: string;
	/** What later checks may use. */
	facts?: Partial<Facts>;
}

export function passed(details: string, facts?: Partial<Facts>): Finding {
	return { status: 'passed', details, facts };
}

/** The check has nothing to look at; later checks run all the same. */
export function skipped(details: string, facts?: Partial<Facts>): Finding {
	return { status: 'skipped', details, facts };
}

export function warning(
	{ details, ...advice }: Advice & { details: string },
	facts?: Partial<Facts>,
): Finding {
	return { status: 'warning', details, ...advice, facts };
}

export function failed(
	{ details, ...advice }: Advice & { details: string },
	facts?: Partial<Facts>,
): Finding {
	return { status: 'failed', details, ...advice, facts };
}
