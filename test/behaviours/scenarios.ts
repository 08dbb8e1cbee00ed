import { changeKeyAlone, copies, crowdedView, damagedItem, replica } from './following';
import {
	alias,
	delegate,
	delegateLists,
	delegatePrivate,
	nearlyTheSame,
	resolve,
} from './mailboxes';
import { bookedRooms, invitedByAlias, longWindow } from './meetings';
import { runsAtOnce } from './positions';
import { edited, properties, pushTwice, snapshot } from './pushing';
import { quietPush, quietTwoWay } from './quiet';
import { twoWayAtRest } from './twoWay';

export const scenarios = [
	pushTwice,
	edited,
	snapshot,
	properties,
	replica,
	copies,
	changeKeyAlone,
	damagedItem,
	crowdedView,
	twoWayAtRest,
	resolve,
	nearlyTheSame,
	alias,
	delegate,
	delegateLists,
	delegatePrivate,
	invitedByAlias,
	bookedRooms,
	longWindow,
	runsAtOnce,
];

/** What servers that a seed makes up meet. */
export const drawnScenarios = [quietPush, quietTwoWay];
