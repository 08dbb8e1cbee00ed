import type { RemedyBy } from '../errors';
import type { CheckId } from './checks';
import type { ServerSummary } from './facts';
import type { CheckStatus } from './finding';

export type { CheckId, CheckStatus, ServerSummary };

export interface CheckResult {
	id: CheckId;
	title: string;
	status: CheckStatus;
	durationMs: number;
	/** Seen by the check; for a skipped one, the reason. */
	details: string;
	/** The likely cause of a warning or failure. */
	cause?: string;
	remedy?: string;
	/** The one who has to act. */
	remedyBy?: RemedyBy;
	/** The line to use: PowerShell, another shell or a field of the credential, with the user's own values. */
	command?: string;
}

export interface ConnectionReport {
	/** True when no check failed; warnings are allowed. */
	ok: boolean;
	/** One or two sentences. */
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

/** Warnings of a credential that can be right in all else and yet serve no mailbox. */
const serveNobody: readonly CheckId[] = ['impersonation', 'mailDomain'];

/**
 * The check for the Test button to show: the first failure, else the first warning that the workflows
 * would fail by. n8n shows no text beside a test that passed.
 */
export function firstToShow(report: ConnectionReport): CheckResult | undefined {
	const isWarning = ({ id, status }: CheckResult) =>
		status === 'warning' && serveNobody.includes(id);
	return firstFailure(report) ?? report.checks.find(isWarning);
}

/** A check in one paragraph: the cause first, then the remedy and its line, then the evidence. */
export function paragraphOf({ cause, remedy, command, details }: CheckResult): string {
	return [cause ?? details, remedy, command && `Command: ${command}`, cause && `Seen: ${details}`]
		.filter(Boolean)
		.join(' ');
}
