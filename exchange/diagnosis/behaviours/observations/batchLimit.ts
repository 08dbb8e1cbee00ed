import { getItem } from '../../../ews/operations/getItem';
import { call } from '../../../ews/request';
import { answeredOf } from '../../../ews/stoppedBatch';
import { outcomeOf } from '../../../outcome';
import { seen, unseen, type Observation, type Place } from '../observation';

export const batchLimit: Observation = {
	name: 'batchLimit',
	async look(place) {
		const { ids } = await place.sample();
		const small = await ask(place, ids.slice(0, 11));
		if (ids.length < 11) return unseen('fewItems');
		if (small !== undefined) return seen(...(onlyAbove10[small] ?? []));
		if (ids.length < 51) return seen('timeoutAbove50', 'none');
		const large = await ask(place, ids.slice(0, 51));
		if (large === undefined) return seen('none');
		return large === 'timeout' ? seen('timeoutAbove50') : unseen('otherWay');
	},
};

const onlyAbove10: Record<Refusal, string[]> = {
	http500: ['http500Above10'],
	timeout: ['timeoutAbove10'],
	stopped: ['stoppedAfter10'],
	busy: ['busyAfter10'],
};

type Refusal = 'http500' | 'timeout' | 'stopped' | 'busy';

/** Reads ids alone, in one request. */
async function ask(
	{ exchange, target }: Place,
	ids: readonly string[],
): Promise<Refusal | undefined> {
	if (ids.length === 0) return undefined;
	const request = { ids: ids.map((id) => ({ id })), shape: { base: 'IdOnly' } } as const;
	const isEnough = () => answeredOf(request) !== undefined;
	const answer = await outcomeOf(call(exchange, getItem, request, { ...target, isEnough }));
	if (!answer.ok) {
		if (isEnough() && answer.error.code === 'throttled') return 'busy';
		const { code, details } = answer.error;
		const isWhole = code === 'http' || code === 'server';
		const refusal = isWhole && details.httpStatus === 500 ? 'http500' : refusalOf(details);
		if (refusal === undefined && code !== 'timeout') throw answer.error;
		return refusal ?? 'timeout';
	}
	const refusals = answer.value.map((one) => (one.ok ? undefined : refusalOf(one.failure)));
	return refusals.find((refusal) => refusal !== undefined);
}

function refusalOf({ responseCode }: { responseCode?: string }): Refusal | undefined {
	if (responseCode === 'ErrorTimeoutExpired') return 'timeout';
	return responseCode === 'ErrorBatchProcessingStopped' ? 'stopped' : undefined;
}
