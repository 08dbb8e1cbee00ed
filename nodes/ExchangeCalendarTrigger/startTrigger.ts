import type { INodeExecutionData, IRun, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { onAbort } from '../../exchange/transport/onAbort';
import type { WatchedEvent, WatchProblem } from '../../exchange/watch/watchedEvent';
import { readSettings } from '../shared/connection';
import { toItems } from './eventItems';
import { readPanel } from './readOptions';
import { errorOf, logProblem, toTriggerError } from './triggerErrors';

/** An execution that takes longer holds its mailbox back no more, in milliseconds. */
const longestExecutionMs = 60 * 60_000;

/** After a problem the credential is looked at that often for another one, in milliseconds. */
const credentialMs = 60_000;

/**
 * Watches while the workflow is active. n8n starts triggers on one main instance only, the leader; a new
 * leader goes on where the old one was, since that is remembered in Exchange.
 * @throws NodeOperationError when the panel or the credential lacks something
 */
export async function startTrigger(context: ITriggerFunctions): Promise<ITriggerResponse> {
	const session = new Session(context);
	try {
		await session.start();
	} catch (error) {
		throw toTriggerError(context, error);
	}
	return { closeFunction: async () => await session.close() };
}

class Session {
	private readonly closing = new AbortController();
	/** Ends the connection and the watch that are under way; undefined while there are none. */
	private end?: () => Promise<void>;
	/** The credential of the connection under way, as far as it can be compared. */
	private settings = '';
	/** Words of the failure to begin anew that was told last. */
	private toldFailure = '';
	/** Of the next look at the credential; undefined when none is due. */
	private credentialTimer?: NodeJS.Timeout;

	constructor(private readonly context: ITriggerFunctions) {}

	/** @param isSaved whether somebody has saved the credential since: a refused account is shown once more */
	async start({ isSaved = false } = {}): Promise<void> {
		const { connect } = await import('../../exchange/connection');
		const { checkWatchOptions } = await import('../../exchange/watch/options');
		const { tellCalendars } = await import('../../exchange/watch/watchCalendars');
		const { refusedAccounts } = await import(
			'../../exchange/transport/authentication/refusedAccounts'
		);
		const { context } = this;
		const settings = await readSettings(context);
		// From here on nothing is waited for: who closes in between would leave the watch behind.
		if (this.closing.signal.aborted) return;
		const exchange = connect(settings);
		if (isSaved) refusedAccounts.forget(exchange.settings);
		const stop = new AbortController();
		const { options: given, isSimple } = readPanel(context);
		const options = {
			...given,
			signal: stop.signal,
			note: (words: string) => context.logger.info(words),
		};
		checkWatchOptions(exchange, options);
		this.settings = JSON.stringify(settings);
		const tell = async (events: readonly WatchedEvent[]) =>
			await this.tell(events, isSimple, stop.signal);
		const running = tellCalendars(exchange, options, tell);
		this.end = async () => {
			stop.abort();
			await running;
			await exchange.close();
		};
	}

	async close(): Promise<void> {
		this.closing.abort();
		clearTimeout(this.credentialTimer);
		await this.end?.();
	}

	private async tell(
		events: readonly WatchedEvent[],
		isSimple: boolean,
		signal: AbortSignal,
	): Promise<void> {
		const problems = events.filter((event): event is WatchProblem => event.kind === 'problem');
		for (const problem of problems) this.tellProblem(problem);
		const news = events.filter(({ kind }) => kind !== 'problem');
		if (news.length > 0) await this.runWorkflow(toItems(news, isSimple), signal);
	}

	/**
	 * Starts an execution and waits for its end: then it was there for sure, and the next news of this mailbox
	 * come after it.
	 * @throws Error when n8n could not start it, or shuts down: the news come again
	 */
	private async runWorkflow(items: INodeExecutionData[], signal: AbortSignal): Promise<void> {
		const { context } = this;
		const done = context.helpers.createDeferredPromise<IRun>();
		await new Promise<void>((resolve, reject) => {
			const stopWaiting = () => {
				clearTimeout(timer);
				stopListening();
			};
			const release = () => {
				stopWaiting();
				resolve();
			};
			const fail = (error: unknown) => {
				stopWaiting();
				reject(error as Error);
			};
			const giveUp = () => {
				// Before version 2 n8n does not say that it could not start one.
				const name = context.getNode().name;
				context.logger.warn(`${name}: an execution has not ended within an hour, or never began`);
				release();
			};
			const timer = setTimeout(giveUp, longestExecutionMs);
			const stopListening = onAbort(signal, release);
			done.promise.then(release, (error: unknown) => {
				if (isCancelledByUser(error)) release();
				else fail(error);
			});
			try {
				context.emit([items], undefined, done);
			} catch (error) {
				fail(error);
			}
		});
	}

	private tellProblem(problem: WatchProblem): void {
		// Whatever it is: the server, a certificate, the way to act as mailboxes may be corrected there.
		this.awaitCredential();
		this.record(errorOf(problem));
	}

	/** Has n8n record a failed execution, which also starts the error workflow; the watch goes on. */
	private record(error: unknown): void {
		const { context } = this;
		const failure = toTriggerError(context, error);
		logProblem(context, failure);
		try {
			// Older versions of n8n lack it; emitError would end the trigger and start it anew.
			(context as Partial<ITriggerFunctions>).saveFailedExecution?.(failure);
		} catch (unsaved) {
			context.logger.error(`${context.getNode().name}: ${(unsaved as Error).message}`);
		}
	}

	/** Begins anew once the credential has another content. */
	private awaitCredential(): void {
		// One problem after the other puts the look off no further.
		if (this.credentialTimer || this.closing.signal.aborted) return;
		this.credentialTimer = setTimeout(() => void this.lookAtCredential(), credentialMs);
	}

	private async lookAtCredential(): Promise<void> {
		const { signal } = this.closing;
		this.credentialTimer = undefined;
		try {
			const isSame = JSON.stringify(await readSettings(this.context)) === this.settings;
			if (signal.aborted) return;
			// Without a watch any content is tried: also the old one, put back after a wrong one.
			if (!isSame || !this.end) {
				await this.end?.();
				this.end = undefined;
				if (!signal.aborted) await this.start({ isSaved: true });
				this.toldFailure = '';
				return;
			}
		} catch (error) {
			// A watch under way goes on with the credential that it has.
			if (!this.end) this.tellFailureToBegin(error);
		}
		this.awaitCredential();
	}

	/** Tells it once, however often it is tried. */
	private tellFailureToBegin(error: unknown): void {
		const { message } = toTriggerError(this.context, error);
		if (this.closing.signal.aborted || message === this.toldFailure) return;
		this.toldFailure = message;
		this.record(error);
	}
}

/** True for an execution that was there and that somebody, or a time limit, ended. */
function isCancelledByUser(error: unknown): boolean {
	const { name = '' } = (error ?? {}) as Partial<Error>;
	return /Cancelled/.test(name) && !/Shutdown/.test(name);
}
