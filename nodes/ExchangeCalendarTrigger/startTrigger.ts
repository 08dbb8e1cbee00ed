import type { INodeExecutionData, IRun, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import type { Exchange } from '../../exchange/connection';
import type { ConnectionSettings } from '../../exchange/settings';
import { onAbort } from '../../exchange/transport/onAbort';
import { asExchangeError } from '../../exchange/watch/problems';
import type { WatchedEvent, WatchProblem } from '../../exchange/watch/watchedEvent';
import { altered } from '../shared/alteredError';
import { readSettings } from '../shared/connection';
import { toItems } from './eventItems';
import { readPanel, type Panel } from './readOptions';
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
	try {
		// Later on n8n evaluates no expression any more.
		const session = new Session(context, readPanel(context));
		await session.start();
		return { closeFunction: async () => await session.close() };
	} catch (error) {
		throw toTriggerError(context, error);
	}
}

/** A watch that can begin. */
interface NextWatch {
	exchange: Exchange;
	/** @throws ExchangeError where it could read no calendar */
	tryIt(): Promise<void>;
	begin(): void;
}

class Session {
	private readonly closing = new AbortController();
	/** Ends the connection and the watch that are under way. */
	private end = async () => {};
	/** The credential of the watch under way, as far as it can be compared. */
	private used = '';
	/** The credential when it was looked at last, and the failures to use it that were told, by their codes. */
	private seen = '';
	private readonly told = new Set<string>();
	/** Of the next look at the credential, or the one under way; undefined when none is due. */
	private credentialTimer?: NodeJS.Timeout;

	constructor(
		private readonly context: ITriggerFunctions,
		private readonly panel: Panel,
	) {}

	async start(): Promise<void> {
		const settings = await readSettings(this.context);
		const watch = await this.prepare(settings);
		watch.begin();
	}

	/** @throws InvalidInput | InvalidSettings when the panel or the credential lacks something */
	private async prepare(settings: ConnectionSettings): Promise<NextWatch> {
		const { connect } = await import('../../exchange/connection');
		const { checkWatchOptions } = await import('../../exchange/watch/options');
		const { tryCalendars } = await import('../../exchange/watch/tryCalendars');
		const { tellCalendars } = await import('../../exchange/watch/watchCalendars');
		const { context } = this;
		const exchange = connect(settings);
		const stop = new AbortController();
		const { options: given, isSimple } = this.panel;
		const options = {
			...given,
			signal: stop.signal,
			note: (words: string) => context.logger.info(words),
		};
		checkWatchOptions(exchange, options);
		const tell = async (events: readonly WatchedEvent[]) =>
			await this.tell(events, isSimple, stop.signal);
		return {
			exchange,
			tryIt: async () => await tryCalendars(exchange, { ...options, signal: this.closing.signal }),
			begin: () => {
				this.used = this.seen = contentOf(settings);
				const running = tellCalendars(exchange, options, tell);
				this.end = async () => {
					stop.abort();
					await running;
					await exchange.close();
				};
			},
		};
	}

	async close(): Promise<void> {
		this.closing.abort();
		clearTimeout(this.credentialTimer);
		await this.end();
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
		this.record(errorOf(problem), problem.mailboxes);
	}

	/** Has n8n record a failed execution, which also starts the error workflow; the watch goes on. */
	private record(error: unknown, mailboxes?: readonly string[]): void {
		const { context } = this;
		const failure = toTriggerError(context, error);
		logProblem(context, failure, mailboxes);
		try {
			// Older versions of n8n lack it; emitError would end the trigger and start it anew.
			(context as Partial<ITriggerFunctions>).saveFailedExecution?.(failure);
		} catch (unsaved) {
			context.logger.error(`${context.getNode().name}: ${(unsaved as Error).message}`);
		}
	}

	/** Looks at the credential in a minute. */
	private awaitCredential(): void {
		// One problem after the other puts the look off no further.
		if (this.credentialTimer || this.closing.signal.aborted) return;
		this.credentialTimer = setTimeout(() => void this.lookAtCredential(), credentialMs);
	}

	private async lookAtCredential(): Promise<void> {
		// While n8n can't give it the watch goes on.
		const settings = await readSettings(this.context).catch(() => undefined);
		const hasBegun = settings !== undefined && (await this.follow(settings));
		this.credentialTimer = undefined;
		if (!hasBegun) this.awaitCredential();
	}

	/**
	 * Begins anew with a credential that somebody has saved since. Until it works the watch goes on with the
	 * credential that it has, as it does where that one is put back, unless it was refused meanwhile.
	 * @returns true when it has begun
	 */
	private async follow(settings: ConnectionSettings): Promise<boolean> {
		const { signal } = this.closing;
		const content = contentOf(settings);
		const isSaved = content !== this.seen;
		if (signal.aborted || (!isSaved && content === this.used)) return false;
		this.seen = content;
		if (isSaved) this.told.clear();
		let exchange: Exchange | undefined;
		try {
			const next = await this.prepare(settings);
			({ exchange } = next);
			const wasRefused = isSaved && (await showAgain(exchange));
			if (content === this.used && !wasRefused) return false;
			await next.tryIt();
			await this.end();
			// From here on nothing is waited for: who closes in between would leave the watch behind.
			if (signal.aborted) return false;
			next.begin();
			exchange = undefined;
			return true;
		} catch (error) {
			// What keeps the watch itself from reading is told by it.
			if (content !== this.used) this.tellUnused(error);
			return false;
		} finally {
			await exchange?.close();
		}
	}

	private tellUnused(error: unknown): void {
		const { code, remedy } = asExchangeError(error);
		if (this.closing.signal.aborted || this.told.size === this.told.add(code).size) return;
		const goesOn =
			'The credential has changed, and the trigger goes on with the former one: the new one is tried each minute.';
		const words = [goesOn, remedy].filter(Boolean).join(' ');
		this.record(altered(asExchangeError(error), { remedy: words }));
	}
}

/**
 * A refused account is shown once more after somebody has saved the credential.
 * @returns true where it was refused
 */
async function showAgain({ settings }: Exchange): Promise<boolean> {
	const { refusedAccounts } = await import(
		'../../exchange/transport/authentication/refusedAccounts'
	);
	const wasRefused = refusedAccounts.isRefused(settings);
	if (wasRefused) refusedAccounts.forget(settings);
	return wasRefused;
}

/** The same text for the same fields, in whatever order they were saved. */
function contentOf(settings: ConnectionSettings): string {
	return JSON.stringify(Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** True for an execution that was there and that somebody, or a time limit, ended. */
function isCancelledByUser(error: unknown): boolean {
	const { name = '' } = (error ?? {}) as Partial<Error>;
	return /Cancelled/.test(name) && !/Shutdown/.test(name);
}
