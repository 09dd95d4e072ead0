import { benchSynth } from './synth/run';

console.log(benchSynth());
