import type { RemedyBy } from '../errors';

/** In the order in which they run. */
export const checkIds = [
	'settings',
	'autodiscover',
	'dns',
	'tcp',
	'tls',
	'http',
	'authentication',
	'version',
	'serviceMailbox',
	'impersonation',
	'calendarRead',
	'calendarWrite',
	'timeZone',
	'clock',
	'throttling',
] as const;

export type CheckId = (typeof checkIds)[number];

export type CheckStatus = 'passed' | 'warning' | 'failed' | 'skipped';

export interface CheckResult {
	id: CheckId;
	title: string;
	status: CheckStatus;
	durationMs: number;
	/** What was seen; for a skipped check, why it did not run. */
	details: string;
	/** The likely cause of a warning or failure. */
	cause?: string;
	remedy?: string;
	/** Who has to act. */
	remedyBy?: RemedyBy;
	/** The ready line: PowerShell, DNS record, firewall rule or n8n setting, with the user's own values. */
	command?: string;
}

/** What is known of the server after the checks. */
export interface ServerSummary {
	url?: string;
	/** Such as `Exchange Server 2019 CU14`. */
	product?: string;
	/** Such as `15.2.1544.4`. */
	build?: string;
	/** The server's own word, such as `V2017_07_11`. */
	schemaVersion?: string;
	/** The schema that requests use, such as `Exchange2013_SP1`. */
	requestSchema?: string;
	supported?: boolean;
	/** Addresses that the name resolves to. */
	addresses?: string[];
	/** This machine's address as the server's network sees it; the one to put on an allow-list. */
	localAddress?: string;
	/** Sign-in schemes offered, strongest first. */
	authentication?: string[];
	frontEndServer?: string;
	/** Median time of an answer, in milliseconds. */
	latencyMs?: number;
}

export interface ConnectionReport {
	/** True when no check failed; warnings are allowed. */
	ok: boolean;
	/** One sentence. */
	summary: string;
	server: ServerSummary;
	checks: CheckResult[];
	/** Markdown that can be mailed to the Exchange administrator. Holds no secret. */
	report: string;
}

/** The check to show when there is room for one only; undefined when all is well. */
export function firstFailure(report: ConnectionReport): CheckResult | undefined {
	return report.checks.find((check) => check.status === 'failed');
}
