import type { Exchange } from '../connection';
import { ExchangeError } from '../errors';

/** What autodiscover found is asked for again once nobody answers there. */
export function forgetLostServer(
	{ ewsUrl }: Pick<Exchange, 'ewsUrl'>,
	mailbox: string | undefined,
	error: unknown,
): void {
	if (!(error instanceof ExchangeError)) return;
	const { kind, details } = error;
	if (kind === 'unreachable' || kind === 'nameResolution' || details.httpStatus === 404) {
		ewsUrl.forget?.(mailbox);
	}
}
